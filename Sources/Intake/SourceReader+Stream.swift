/// Byte streams over sockets: connect, read, and connect again.
extension SourceReader where Sink: ~Copyable {
    mutating func receiveStream(from address: StreamAddress) throws(IntakeError) {
        throw IntakeError("\(address.name): not built yet")
    }
}
