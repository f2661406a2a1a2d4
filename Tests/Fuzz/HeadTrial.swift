import Capture
import Protocols
import Wire

/// Finding out what the first bytes are.
enum HeadTrial {
    static func run(_ input: inout FuzzInput) {
        let bytes = input.rest()
        let head = bytes.rawBytes
        for format in ProtocolRegistry.identify(datagram: head) { precondition(format.transport.isPacketed) }
        for isWhole in [false, true] {
            for format in ProtocolRegistry.identify(streamHead: head, isWhole: isWhole) {
                precondition(!format.transport.isPacketed)
            }
        }
        let compression = Compression.recognise(head)
        precondition(compression == nil || !CaptureParser.recognises(head))
    }
}
