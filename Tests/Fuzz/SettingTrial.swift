import Market

@testable import Screen

/// What a person or a former run wrote down: configuration, layout, places of a replay.
enum SettingTrial {
    static func run(_ input: inout FuzzInput) {
        let choice = input.byte()
        let clock = input.number()
        let text = String(decoding: input.rest(), as: UTF8.self)
        switch choice % 3 {
        case 0:
            do throws(ConfigError) {
                _ = try ConfigFile(parsing: text, path: "fuzz.toml")
            } catch {
                _ = error.description
            }
        case 1:
            guard !text.utf8.contains(0) else { return }
            let (layout, _) = Layout.parse(text)
            let (again, wrong) = Layout.parse(layout.text)
            precondition(again == layout && wrong == nil, "what was written is read differently")
            var state = ViewState()
            state.restore(layout)
            var grid = Grid(rows: 24, columns: 80)
            Picture.draw(Snapshot(), SourceStatus(), &state, into: &grid)
        default:
            do throws(SeekTargetError) {
                _ = try SeekTarget(parsing: text, at: clock, isEastern: choice & 128 != 0)
            } catch { _ = error.description }
        }
    }
}
