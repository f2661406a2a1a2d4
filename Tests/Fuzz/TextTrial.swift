import OrderFlow
import Screen
import Simulator

@testable import Intake

/// What a person writes: names of sources, themes, symbols.
enum TextTrial {
    static func run(_ input: inout FuzzInput) {
        let choice = input.byte()
        let text = String(decoding: input.rest(), as: UTF8.self)
        switch choice % 5 {
        case 0:
            do throws(SourceAddressError) { _ = try SourceAddress.parse(text) } catch {
                _ = error.description
            }
        case 1:
            do throws(ThemeError) {
                _ = try ThemeFile(parsing: text, name: "fuzz", path: "fuzz.toml").warnings
            } catch { _ = error.description }
        case 2: secret(text, choice)
        case 3:
            do throws(SendAddressError) { _ = try SendAddress.parse(text) } catch { _ = error.description }
        default:
            let name = SymbolName(text)
            precondition(name.bytes.count <= 24 && text.utf8.starts(with: name.bytes))
        }
    }

    /// A password is never shown, whatever stands around it: `text` is what comes before the password, a line break,
    /// and what comes after.
    private static func secret(_ text: String, _ choice: UInt8) {
        let secret = "sEcReT"
        let parts = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        let (before, after) = (parts[0], parts.count > 1 ? parts[1] : "")
        guard !text.contains(secret) else { return }
        let scheme = ["soup", "SOUP", "Soup"][Int(choice >> 4) % 3]
        let whole = "\(scheme)://u\(before):\(secret)@\(after)"
        var shown = [SourceAddress.shown(whole), SourceAddress.conceal("x \(whole) y", ["--line=" + whole])]
        do throws(SourceAddressError) {
            let address = try SourceAddress.parse(whole).0
            shown += ["\(address)", String(reflecting: address)]
        } catch { shown.append(error.description) }
        do throws(SendAddressError) { _ = try SendAddress.parse(whole) } catch {
            shown.append(error.description)
        }
        for line in shown { precondition(!line.contains(secret), line) }
    }
}
