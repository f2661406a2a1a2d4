import Wire

/// Why a capture cannot be read, or not further. `at` counts bytes from the start of the file.
public enum CaptureError: Error, Equatable, Sendable {
    /// No magic number of a capture file. `firstBytes` holds 16 bytes at most.
    case notACapture(firstBytes: [UInt8])
    /// Pcap of a patched libpcap, whose record headers are longer.
    case modifiedPcap
    /// `packet` is the number, from 1, of the packet being read; 0: the file header.
    case corrupt(at: Int, packet: Int, what: String)
}

extension CaptureError: CustomStringConvertible {
    /// One line without the file's name: what was found, where, and what to do.
    public var description: String {
        switch self {
        case .notACapture(firstBytes: []):
            "the file is empty; give a pcap or pcapng capture"
        case .notACapture(let bytes):
            // SAFETY: every byte of the array is initialised.
            if let compression = unsafe Compression.recognise(bytes.span.bytes) {
                "byte 0: \(hexadecimal(bytes)) is \(compression) data; decompress it first"
            } else {
                "byte 0: \(hexadecimal(bytes)) begins neither a pcap nor a pcapng file; is this a capture?"
            }
        case .modifiedPcap:
            "byte 0: this is a modified pcap, with longer record headers; convert it with editcap -F pcap"
        case .corrupt(let at, packet: 0, let what):
            "byte \(at): \(what); the file is damaged: copy or capture it again"
        case .corrupt(let at, let packet, let what):
            "byte \(at), packet \(packet): \(what); the file is damaged from there on: copy or repair it"
        }
    }
}

/// Bytes as they are written in a dump: `0a 0d 0d 0a`.
func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
}

extension RawSpan {
    /// The first bytes, no more than `limit` of them, copied out for an error.
    func firstBytes(_ limit: Int) -> [UInt8] {
        (0..<Swift.min(limit, byteCount)).map { byte(at: $0) }
    }
}
