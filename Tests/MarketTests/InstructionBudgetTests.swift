import CLinux
import Glibc
import Market
import OrderFlow
import TestSupport
import Testing

private let canCount: Bool = {
    let counter = linux_count_instructions()
    if counter >= 0 { close(counter) }
    return counter >= 0
}()

/// What a message may cost, in instructions outside the kernel: they do not depend on who else uses the machine.
@Suite(
    "Instructions a message", .enabled(if: Build.isOptimised, "what is not optimised says nothing"),
    .enabled(if: canCount, "this machine, or the kernel, lets no program count instructions"))
struct InstructionBudgetTests {
    /// A few times what callgrind counted for a generated day, 600 a message without and 800 with somebody who watches: these
    /// flows are made of what seldom happens.
    private static let budgets: [(style: FlowStyle, isWatched: Bool, most: UInt64)] = [
        (.nasdaqLike, false, 2_500), (.nasdaqLike, true, 3_500), (.levels, false, 2_500), (.quotes, false, 4_000),
    ]

    @Test("books, and books that somebody watches, stay within their budget", arguments: 0..<4)
    func budget(number: Int) throws {
        let budget = Self.budgets[number]
        var flow = FlowGenerator(budget.style, seed: 11)
        var events: [OrderEvent] = []
        var messages = 0
        while messages < 200_000 {
            let before = events.count
            flow.append(to: &events)
            messages += events[before...].count(where: \.isMessage)
        }
        var market = MarketProbe(isWatched: budget.isWatched)
        let (warm, rest) = (Array(events.prefix(events.count / 2)), Array(events.suffix(events.count / 2)))
        market.apply(warm)
        let counter = linux_count_instructions()
        try #require(counter >= 0)
        defer { close(counter) }
        market.apply(rest)
        var found = linux_instructions()
        let isRead = unsafe linux_read_instructions(counter, &found) == 0
        try #require(isRead && found.counted >= found.wanted && found.count > 0)
        let each = found.count / UInt64(rest.count(where: \.isMessage))
        #expect(each <= budget.most, "\(budget.style), watched: \(budget.isWatched): \(each) instructions a message")
    }
}
