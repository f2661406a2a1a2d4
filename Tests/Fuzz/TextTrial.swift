import OrderFlow
import Screen

@testable import Intake

/// What a person writes: names of sources, themes, symbols.
enum TextTrial {
    static func run(_ input: inout FuzzInput) {
        let choice = input.byte()
        let text = String(decoding: input.rest(), as: UTF8.self)
        switch choice % 3 {
        case 0:
            do throws(SourceAddressError) { _ = try SourceAddress.parse(text) } catch {
                _ = error.description
            }
        case 1:
            do throws(ThemeError) {
                _ = try ThemeFile(parsing: text, name: "fuzz", path: "fuzz.toml").warnings
            } catch { _ = error.description }
        default:
            let name = SymbolName(text)
            precondition(name.bytes.count <= 24 && text.utf8.starts(with: name.bytes))
        }
    }
}
