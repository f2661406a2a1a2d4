import Books
import OrderFlow

/// Where messages were lost, and which of them came after all.
extension FeedModel {
    mutating func gap(_ event: OrderEvent) {
        let (first, last) = (event.reference, event.lastSequence)
        guard first <= last else { return }
        let cause = event.lossCause
        let range = SequenceRange(
            first: first, last: last, noticed: clock.now,
            cause: cause == .kernel || cause == .capture ? cause : .wire)
        counters.gaps &+= 1
        counters.missing.addClamped(range.count)
        switch range.cause {
        case .kernel: counters.lostKernel.addClamped(range.count)
        case .capture: counters.lostCapture.addClamped(range.count)
        default: counters.lostWire.addClamped(range.count)
        }
        traffic.lost.addClamped(range.count)
        ledger.insert(range, instruments: books.instruments.activeCount)
        noteLoss(.gap(range), messages: range.count)
        suspect(.loss(range.cause), first, last)
    }

    mutating func lineGap(_ event: OrderEvent) {
        let (first, last) = (event.reference, event.lastSequence)
        guard first <= last, event.instrument < LineTable.most, let line = lines.index(event.line) else {
            return
        }
        let range = SequenceRange(
            first: first, last: last, noticed: clock.now, cause: .line, line: event.line)
        lines.lines[line].missing.addClamped(range.count)
        switch event.lossCause {
        case .kernel: lines.lines[line].missingInKernel.addClamped(range.count)
        case .capture: lines.lines[line].missingInCapture.addClamped(range.count)
        default: break
        }
        let lost = ledger.insertLine(range)
        traffic.lostOnLines.addClamped(range.count - lost)
        // What is lost on every line is told once, as the loss that it is.
        if lost < range.count { note(.gap(range)) }
    }

    mutating func filled(_ event: OrderEvent) {
        let (first, last) = (event.reference, event.lastSequence)
        guard first <= last else { return }
        let range = SequenceRange(first: first, last: last, noticed: clock.now)
        switch event.fillSource {
        case .late:
            counters.filledLate.addClamped(range.count)
            ledger.fillLate(first, last)
            note(.filled(first: first, last: last, .late))
        case .request:
            counters.filledByRequest.addClamped(range.count)
            ledger.fillByRequest(range)
            note(.filled(first: first, last: last, .request))
        case .lineOnly: takeBack(event, range)
        }
    }

    /// A line brought its own messages after all.
    private mutating func takeBack(_ event: OrderEvent, _ range: SequenceRange) {
        guard event.instrument < LineTable.most, let line = lines.index(event.line) else { return }
        lines.lines[line].missing -= min(lines.lines[line].missing, range.count)
        lines.lines[line].missingInKernel = min(lines.lines[line].missingInKernel, lines.lines[line].missing)
        lines.lines[line].missingInCapture = min(
            lines.lines[line].missingInCapture,
            lines.lines[line].missing - lines.lines[line].missingInKernel)
        ledger.takeBack(line: event.line, range.first, range.last)
    }

    /// This program dropped messages.
    mutating func shed(_ event: OrderEvent) {
        let messages = UInt64(event.quantity)
        counters.shed.addClamped(messages)
        guard messages > 0 else { return }
        let (first, last) = (event.reference, event.lastSequence)
        traffic.lost.addClamped(messages)
        let isNumbered = first > 0 && first <= last
        if isNumbered {
            ledger.insert(
                SequenceRange(first: first, last: last, noticed: clock.now, cause: .here, lost: messages),
                instruments: books.instruments.activeCount)
        }
        noteLoss(.shed(messages), messages: messages)
        suspect(.loss(.here), isNumbered ? first : 0, isNumbered ? last : 0)
    }

    mutating func kernelDrop(_ event: OrderEvent) {
        counters.kernelDrops.addClamped(event.reference)
        note(.kernelDrops(event.reference), severity: .warning)
        guard event.instrument < LineTable.most, let line = lines.index(event.line) else { return }
        lines.lines[line].kernelDrops.addClamped(event.reference)
    }
}
