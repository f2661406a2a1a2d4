/// What the session of a feed knows of itself.
extension DatagramDecoder {
    /// What is missing right now and could still be filled; `nil`: nothing.
    @inlinable
    public var openGap: OpenGap? {
        switch self {
        case .moldUDP64(let box): box.session.openGap
        case .iexTP(let box): box.session.openGap
        case .orderUpdates(let box): box.session.openGap
        }
    }

    /// Where the feed stands in its sender's numbering.
    @inlinable
    public var place: SequencePlace {
        switch self {
        case .moldUDP64(let box): box.session.place
        case .iexTP(let box): box.session.place
        case .orderUpdates(let box): box.session.place
        }
    }

    /// Packets are held of which only time or others will tell what they are.
    @inlinable
    public var isUnsettled: Bool {
        switch self {
        case .moldUDP64(let box): box.session.isUnsettled
        case .iexTP(let box): box.session.isUnsettled
        case .orderUpdates(let box): box.session.isUnsettled
        }
    }

    /// Packets are held of a stream beside this one (another channel, or a session that goes on at the same time), which
    /// another decoder is to take. Its further ones are not accepted any more.
    @inlinable
    public var hasDisowned: Bool {
        switch self {
        case .moldUDP64(let box): box.session.hasDisowned
        case .iexTP(let box): box.session.hasDisowned
        case .orderUpdates(let box): box.session.hasDisowned
        }
    }

    /// Hands them out, in the order in which they came.
    @inlinable
    public func takeDisowned() -> [DisownedDatagram] {
        switch self {
        case .moldUDP64(let box): box.session.takeDisowned()
        case .iexTP(let box): box.session.takeDisowned()
        case .orderUpdates(let box): box.session.takeDisowned()
        }
    }

    /// What tells the stream of a datagram from others of the same format: `channel 2`.
    @inlinable
    public func streamName(of datagram: RawSpan) -> String? {
        switch self {
        case .moldUDP64(let box): box.session.streamName(of: datagram)
        case .iexTP(let box): box.session.streamName(of: datagram)
        case .orderUpdates(let box): box.session.streamName(of: datagram)
        }
    }
}
