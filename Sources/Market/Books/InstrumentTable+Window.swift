import OrderFlow

/// Where the window of a side lies. It is looked at when something was asked for outside of it a few times, so that the
/// work of moving it is spread over as many messages.
extension InstrumentTable {
    /// After a move it is looked at again soon, and where nothing had to be moved ever later.
    private static let soon: UInt8 = 16
    private static let latest: UInt8 = 240
    /// Levels that tell what the tick is.
    private static let looks = 16
    /// A quarter of the window lies in front of the touch, and it stays where it is for steps less than a fifth.
    private static func front(_ width: UInt64) -> UInt64 { width / 4 }
    private static func slack(_ width: UInt64) -> UInt64 { width / 5 }
    /// Levels outside a window that make it a wide one.
    private static let crowd = 32

    /// Something is about to be put at a price: if it is outside the window, and not for the first time, the window comes
    /// to the touch, or to that price where the side is empty.
    mutating func prepare(_ side: Side, of index: UInt16, for price: Int64) {
        let state = nearSide(side, of: index)
        if state.place(of: price) != nil { return }
        var watch = self[index].windows[Int(side.rawValue)]
        guard watch.patience != .max else { return }
        watch.misses &+= 1
        self[index].windows[Int(side.rawValue)] = watch
        if !state.hasWindow || watch.misses >= watch.patience { recenter(side, of: index, or: price) }
    }

    /// Takes the window to the best level, or to `price` where there is none.
    @inline(never)
    private mutating func recenter(_ side: Side, of index: UInt16, or price: Int64) {
        var prices = InlineArray<16, Int64>(repeating: 0)
        var count = 0
        forEachLevel(side, of: index, atMost: Self.looks) { level in
            prices[count] = level.price(side)
            count += 1
        }
        if count == 0 {
            prices[0] = price
            count = 1
        }
        // Few levels may be whole dollars by chance.
        let most = count < 4 ? Self.cent(naming(index).priceScale) : .max
        let code = Tick.code(for: prices.span.extracting(first: count), atMost: most)
        let state = nearSide(side, of: index)
        var room = state
        if !state.isWide, ladder(side, of: index).count >= Self.crowd, let run = windows.giveWide() {
            room = NearSide(run: run, isWide: true)
        }
        let target = Self.window(around: prices[0], side, code, in: room)
        let distance = target.base > state.base ? target.base - state.base : state.base - target.base
        let isThere = target.hasPlaces(of: state) && UInt64(distance) < Self.slack(state.width)
        let patience = self[index].windows[Int(side.rawValue)].patience
        self[index].windows[Int(side.rawValue)] = WindowWatch(
            patience: isThere ? min(Self.latest / 2, patience) * 2 : Self.soon)
        if !isThere { move(side, of: index, to: target) }
    }

    private static func cent(_ scale: UInt8) -> UInt64 {
        var (cent, decimals): (UInt64, UInt8) = (1, 2)
        while decimals < min(scale, 18) {
            cent *= 10
            decimals += 1
        }
        return cent
    }

    /// The window with that best price in its place; none where the price has no place.
    private static func window(around best: Int64, _ side: Side, _ code: UInt8, in room: NearSide) -> NearSide
    {
        guard code != 0, best >= 0 else { return room.closed }
        let width = room.width
        let ticks = UInt64(best) / Tick.all[code].size
        guard ticks < UInt64(UInt32.max) - width else { return room.closed }
        let above = side == .buy ? width - 1 - front(width) : front(width)
        return room.at(UInt32(ticks > above ? ticks - above : 0), tickCode: code)
    }

    /// Moves the window. What it leaves goes to the ladder, and what it comes to is taken out of there. Where the ladder
    /// has no room it stays.
    private mutating func move(_ side: Side, of index: UInt16, to target: NearSide) {
        let before = nearSide(side, of: index)
        let isSame = target.hasPlaces(of: before)
        var next = lowest(from: 0, side, of: index)
        while let offset = next {
            let price = before.price(at: offset)
            let stays = isSame && target.place(of: price) != nil
            if !stays, !evict(price, before.place(at: offset), side, of: index) {
                // What had to go comes back.
                fetch(side, of: index)
                return
            }
            next = lowest(from: offset + 1, side, of: index)
        }
        self[index].sides[Int(side.rawValue)] = target
        fetch(side, of: index)
    }

    /// Puts the level of a place into the ladder.
    private mutating func evict(_ price: Int64, _ place: Int, _ side: Side, of index: UInt16) -> Bool {
        let content = NearLevel.content(word(at: place, side, of: index))
        guard
            pool.add(
                content.quantity, orders: content.orders, at: Level.key(price, side),
                to: &ladders[Self.ladderIndex(index, side)])
        else { return false }
        put(0, at: place, side, of: index)
        return true
    }

    /// Takes out of the ladder what lies in the window.
    private mutating func fetch(_ side: Side, of index: UInt16) {
        let state = nearSide(side, of: index)
        guard state.hasWindow else { return }
        let ends = (
            Level.key(state.price(at: 0), side), Level.key(state.price(at: state.width - 1), side)
        )
        var levels = InlineArray<64, Level>(
            repeating: Level(key: 0, content: LevelContent(quantity: 0, orders: 0)))
        var (count, isTooLarge) = (0, false)
        repeat {
            count = pool.take(
                from: &ladders[Self.ladderIndex(index, side)], between: min(ends.0, ends.1),
                and: max(ends.0, ends.1),
                into: &levels
            ) { state.place(of: Level.key($0, side)) != nil }
            for number in 0..<count {
                let level = levels[number]
                guard let place = state.place(of: level.price(side)) else { continue }
                if let word = NearLevel.word(level.content) {
                    put(word, at: place, side, of: index)
                } else {
                    isTooLarge = true
                    _ = pool.add(
                        level.content.quantity, orders: level.content.orders, at: level.key,
                        to: &ladders[Self.ladderIndex(index, side)])
                }
            }
        } while count == levels.count && !isTooLarge
        if isTooLarge { _ = closeWindow(side, of: index) }
    }

    /// Has everything in the ladder from now on: a level has outgrown its word.
    ///
    /// - Returns: `false` when the ladder has no room for that.
    mutating func closeWindow(_ side: Side, of index: UInt16) -> Bool {
        move(side, of: index, to: nearSide(side, of: index).closed)
        guard !nearSide(side, of: index).hasWindow else { return false }
        self[index].windows[Int(side.rawValue)].patience = .max
        return true
    }
}
