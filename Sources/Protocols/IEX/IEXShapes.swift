/// Recognised by the segment header and by blocks that fill the segment.
///
/// The header settles it without a message, also in a heartbeat: it has a version, a reserved byte, the number of the
/// message protocol and the payload's length, 48 bits in all that have one value each, and it says itself which of IEX's
/// protocols it carries. Their messages would tell less, for TOPS and DEEP share most of theirs.
enum IEXTPTOPS: DatagramShape {
    static let format = FeedFormat(.iexTP, .iexTOPS)
    static let name = "IEX-TP with TOPS 1.5 or 1.6"

    static func evidence(in datagram: RawSpan) -> DatagramEvidence { IEXTP.tops.evidence(in: datagram) }
}

/// Recognised as ``IEXTPTOPS`` is.
enum IEXTPDEEP: DatagramShape {
    static let format = FeedFormat(.iexTP, .iexDEEP)
    static let name = "IEX-TP with DEEP 1.0"

    static func evidence(in datagram: RawSpan) -> DatagramEvidence { IEXTP.deep.evidence(in: datagram) }
}

extension IEXTP {
    fileprivate func evidence(in datagram: RawSpan) -> DatagramEvidence {
        guard let header = header(of: datagram), blocksFill(datagram, count: header.count) else {
            return .unlike
        }
        return .named
    }
}
