internal import OrderFlow
internal import Protocols

/// A feed of a destination: its number in the directory, and what decodes it.
struct FeedEntry {
    let number: UInt16
    let format: FeedFormat
    let decoder: DatagramDecoder
}

extension FeedDescription {
    init(name: String, format: FeedFormat) {
        self.init(
            name: name, transport: format.transport.rawValue, content: format.content.rawValue,
            isEastern: format.content.isEastern, isOrderLevel: format.content.isOrderLevel)
        buildsBooks = format.content.buildsBooks
        typeNames = format.content.typeNames
        isNumbered = format.transport != .binaryFile
    }
}

extension PacketContext {
    /// The same of a feed that is known now.
    func of(_ feed: UInt16) -> PacketContext {
        var context = self
        context.feed = feed
        return context
    }
}
