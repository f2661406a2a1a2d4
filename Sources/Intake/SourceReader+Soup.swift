/// SoupBinTCP sessions.
extension SourceReader where Sink: ~Copyable {
    mutating func receiveSoup(from address: SoupAddress) throws(IntakeError) {
        throw IntakeError("\(address.name): not built yet")
    }
}
