/// The instruments of a day: names, opening prices, and how active each is. In alphabetical order, as stock
/// locates are given out.
struct SymbolUniverse {
    struct Listing {
        /// Eight bytes as on the wire, padded with spaces, the first letter in the highest byte.
        var name: UInt64
        /// Opening price in ticks.
        var openingTick: Int32
        /// 1/10 000 dollar: 100 (a cent), or 1 for prices below a dollar (Regulation NMS, rule 612).
        var tickSize: UInt16
        /// Relative activity.
        var weight: Double
    }

    let listings: [Listing]

    /// - Parameter count: 1 to 65,535.
    init(count: Int, random: inout SeededGenerator) {
        var names = Self.wellKnown.prefix(count).map { $0.name }
        var taken = Set(names)
        while names.count < count {
            let name = Self.inventedName(&random)
            if taken.insert(name).inserted { names.append(name) }
        }
        // Zipf-Mandelbrot: the few at the top are nearly equal, then activity falls as 1 / rank.
        let offset = min(10, Double(count) / 400)
        var listings: [Listing] = []
        listings.reserveCapacity(count)
        for (rank, name) in names.enumerated() {
            let isKnown = rank < Self.wellKnown.count
            let isPenny = !isKnown && random.below(32) == 0
            // Log-uniform: 0.10 to 0.80 dollar, or 4 to 250 dollars.
            let dollars =
                isKnown
                ? Self.wellKnown[rank].dollars
                : isPenny
                    ? Self.geometric(from: 0.1, to: 0.8, random.unit())
                    : Self.geometric(from: 4, to: 250, random.unit())
            listings.append(
                Listing(
                    name: Self.padded(name), openingTick: Int32(dollars * (isPenny ? 10_000 : 100)),
                    tickSize: isPenny ? 1 : 100, weight: 1 / (Double(rank) + 1 + offset)))
        }
        self.listings = listings.sorted { $0.name < $1.name }
    }

    /// One to five letters, mostly three and four.
    private static func inventedName(_ random: inout SeededGenerator) -> String {
        let length =
            switch random.below(100) {
            case 0..<1: 1
            case 1..<5: 2
            case 5..<42: 3
            case 42..<92: 4
            default: 5
            }
        return String(
            decoding: (0..<length).map { _ in UInt8(ascii: "A") + UInt8(random.below(26)) }, as: UTF8.self)
    }

    /// `low` at fraction 0, `high` at 1, and equal ratios for equal steps between, by halving: no logarithms,
    /// so that every machine computes the same.
    private static func geometric(from low: Double, to high: Double, _ fraction: Double) -> Double {
        var low = low
        var high = high
        var fraction = fraction
        for _ in 0..<20 {
            let middle = (low * high).squareRoot()
            fraction *= 2
            if fraction >= 1 {
                low = middle
                fraction -= 1
            } else {
                high = middle
            }
        }
        return low
    }

    /// A symbol as it stands on the wire.
    private static func padded(_ name: String) -> UInt64 {
        var word: UInt64 = 0
        for byte in (Array(name.utf8) + [UInt8](repeating: 0x20, count: 8)).prefix(8) {
            word = word << 8 | UInt64(byte)
        }
        return word
    }

    /// Names everyone knows, the most active first, at plausible prices.
    private static let wellKnown: [(name: String, dollars: Double)] = [
        ("SPY", 478.20), ("QQQ", 409.30), ("AAPL", 192.50), ("TSLA", 248.40), ("NVDA", 495.20),
        ("AMD", 147.40),
        ("MSFT", 376.00), ("AMZN", 151.90), ("META", 353.90), ("GOOGL", 139.70), ("IWM", 200.70),
        ("TQQQ", 50.70),
        ("SQQQ", 13.40), ("INTC", 50.20), ("F", 12.20), ("PLTR", 17.20), ("SOFI", 9.90), ("BAC", 33.70),
        ("NIO", 9.10), ("MARA", 23.50), ("GOOG", 140.90), ("NFLX", 486.90), ("AVGO", 111.60), ("MU", 85.30),
        ("XLF", 37.60), ("EEM", 40.20), ("HYG", 77.40), ("TLT", 98.90), ("GLD", 191.20), ("SLV", 21.80),
        ("UVXY", 8.00), ("SOXL", 31.40), ("SOXS", 5.80), ("LCID", 4.20), ("RIVN", 23.50), ("CCL", 18.50),
        ("AAL", 13.70), ("UAL", 41.30), ("DAL", 40.20), ("T", 16.80), ("VZ", 37.70), ("PFE", 28.80),
        ("KO", 58.90),
        ("PEP", 169.80), ("CSCO", 50.50), ("CMCSA", 43.90), ("WBD", 11.40), ("PARA", 14.80), ("SNAP", 16.90),
        ("UBER", 61.60), ("LYFT", 15.00), ("COIN", 173.90), ("HOOD", 12.70), ("PYPL", 61.40), ("SQ", 77.40),
        ("SHOP", 77.90), ("BABA", 77.50), ("JD", 28.90), ("PDD", 146.30), ("BIDU", 119.10), ("ORCL", 105.40),
        ("CRM", 263.10), ("ADBE", 596.60), ("QCOM", 144.60), ("TXN", 170.50), ("AMAT", 162.10),
        ("LRCX", 78.30),
        ("MRVL", 60.30), ("ON", 83.50), ("ADI", 198.60), ("KLAC", 581.30), ("ASML", 756.90), ("TSM", 104.00),
        ("JPM", 170.10), ("WFC", 49.20), ("C", 51.40), ("GS", 385.80), ("MS", 93.30), ("SCHW", 68.80),
        ("V", 260.40), ("MA", 426.50), ("AXP", 187.30), ("BX", 130.90), ("KRE", 52.40), ("XOM", 100.00),
        ("CVX", 149.20), ("OXY", 59.70), ("SLB", 52.00), ("XLE", 83.80), ("USO", 66.60), ("JNJ", 156.70),
        ("UNH", 526.50), ("LLY", 582.90), ("MRK", 109.00), ("ABBV", 155.00), ("BMY", 51.30), ("GILD", 81.00),
        ("AMGN", 288.00), ("MRNA", 99.50), ("REGN", 878.30), ("VRTX", 406.90), ("BIIB", 258.80),
        ("WMT", 157.60),
        ("TGT", 142.40), ("COST", 660.10), ("HD", 346.60), ("LOW", 222.60), ("SBUX", 96.00), ("MCD", 296.50),
        ("NKE", 108.60), ("DIS", 90.30), ("BA", 260.70), ("GE", 127.60), ("CAT", 295.70), ("DE", 399.90),
        ("HON", 209.70), ("LMT", 453.20), ("RTX", 84.10), ("UPS", 157.20), ("FDX", 253.00), ("GM", 35.90),
        ("XLK", 192.50), ("XLV", 136.40), ("XLU", 63.30), ("XLP", 72.00), ("SMH", 174.90), ("ARKK", 52.40),
        ("DIA", 376.90), ("VOO", 436.80), ("VTI", 237.20), ("EFA", 75.40), ("FXI", 24.00), ("KWEB", 27.00),
        ("LQD", 110.70), ("IEF", 96.40), ("AGG", 99.20), ("VXX", 15.50), ("ZM", 71.90), ("ROKU", 91.70),
        ("PANW", 294.90), ("CRWD", 255.30), ("NET", 83.30), ("DDOG", 121.40), ("SNOW", 199.00),
        ("MDB", 408.90),
        ("ZS", 221.60), ("OKTA", 90.50), ("ABNB", 136.10), ("BKNG", 3547.20), ("MELI", 1571.50),
        ("TTD", 72.00),
        ("WDAY", 276.10), ("INTU", 625.00), ("ISRG", 337.40), ("MDLZ", 72.40), ("HBAN", 12.70),
        ("FITB", 34.50),
    ]
}
