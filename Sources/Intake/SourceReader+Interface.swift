/// The wire itself, below the sockets.
extension SourceReader where Sink: ~Copyable {
    mutating func receiveInterface(_ address: InterfaceAddress) throws(IntakeError) {
        throw IntakeError("\(address.interface): not built yet")
    }
}
