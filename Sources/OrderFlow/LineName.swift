/// How the lines of a feed are called: A, B, C, …
public enum LineName {
    public static func of(_ line: UInt8) -> String {
        line < 26 ? String(UnicodeScalar(UInt8(ascii: "A") + line)) : String(line)
    }
}
