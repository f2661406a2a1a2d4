/// Recognised by the segment header and by blocks that fill the segment.
enum IEXTPTOPS: DatagramShape {
    static let format = FeedFormat(.iexTP, .iexTOPS)
    static let name = "IEX-TP with TOPS 1.5 or 1.6"

    static func likelihood(of datagram: RawSpan) -> Likelihood { IEXTP.tops.likelihood(of: datagram) }
}

/// Recognised by the segment header and by blocks that fill the segment.
enum IEXTPDEEP: DatagramShape {
    static let format = FeedFormat(.iexTP, .iexDEEP)
    static let name = "IEX-TP with DEEP 1.0"

    static func likelihood(of datagram: RawSpan) -> Likelihood { IEXTP.deep.likelihood(of: datagram) }
}

extension IEXTP {
    fileprivate func likelihood(of datagram: RawSpan) -> Likelihood {
        guard let header = header(of: datagram), blocksFill(datagram, count: header.count) else {
            return .none
        }
        return .strong
    }
}
