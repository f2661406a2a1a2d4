import Simulator
import Testing

@Suite("Where to send, as the user names it")
struct SendAddressTests {
    @Test(
        "no error shows what may be a password",
        arguments: [
            "soup://joe:sEcReT@127.0.0.1", "soup://joe:sEcReT@127.0.0.1:x", "soup://joe:sEcReT@:@h",
            "soup://joe:a@sEcReT@127.0.0.1:x", "SOUP://joe:sEcReT-too-long@127.0.0.1:9000",
            "soup://joe:sEcReT", "soup:joe:sEcReT@127.0.0.1:9000", "soups://joe:sEcReT@127.0.0.1:9000",
            "tcp://joe:sEcReT@127.0.0.1:9000", "udp://joe:sEcReT@127.0.0.1:9000",
        ])
    func passwords(text: String) {
        var words = ""
        do throws(SendAddressError) { _ = try SendAddress.parse(text) } catch { words = error.description }
        #expect(!words.isEmpty && !words.contains("sEcReT"))
    }

    @Test("an error shows the server and the path that were named")
    func names() {
        for text in ["soup://joe:sEcReT@127.0.0.1:x", "udp://h:1", "unix://a"] {
            let shown = text.hasPrefix("soup") ? "soup://…@127.0.0.1:x" : text
            do throws(SendAddressError) {
                _ = try SendAddress.parse(text)
                Issue.record("\(text) was understood")
            } catch { #expect(error.description.hasPrefix("\(shown): ")) }
        }
    }
}
