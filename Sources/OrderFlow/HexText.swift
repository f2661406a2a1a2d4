/// Bytes as hexadecimal digits.
public enum HexText {
    /// `0fa0`, or with a separator `0f a0`.
    public static func of(_ bytes: some Sequence<UInt8>, separator: String = "") -> String {
        bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined(separator: separator)
    }
}
