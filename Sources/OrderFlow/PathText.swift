/// Paths and other words from the system as text. The system knows them as bytes, most often UTF-8, but any others are
/// as good to it: what is no UTF-8 must still open the file that it names.
///
/// Each byte that is part of no character stands as a character of Unicode's last private area, which nobody uses, and
/// comes back as the byte that it was. ``HarmlessText`` shows it as U+FFFD, and so does the screen.
public enum PathText {
    /// The character that stands for byte 0.
    private static let base: UInt32 = 0x10FE00

    /// Text from which ``bytes(_:)`` makes exactly these bytes again.
    public static func text(_ bytes: some Collection<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self), !text.unicodeScalars.contains(where: isByte) {
            return text
        }
        var text = String.UnicodeScalarView()
        var rest = bytes[...]
        while let first = rest.first {
            let length = min(rest.count, width(first))
            let character = rest.prefix(length)
            if length > 0, let valid = String(validating: character, as: UTF8.self),
                let scalar = valid.unicodeScalars.first, !isByte(scalar)
            {
                text.append(scalar)
                rest = rest.dropFirst(length)
            } else {
                text.append(Unicode.Scalar(base + UInt32(first))!)
                rest = rest.dropFirst()
            }
        }
        return String(text)
    }

    /// The bytes that a text from ``text(_:)`` was made of; of any other text its UTF-8.
    public static func bytes(_ text: String) -> [UInt8] {
        guard text.unicodeScalars.contains(where: isByte) else { return Array(text.utf8) }
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            if isByte(scalar) {
                bytes.append(UInt8(scalar.value - base))
            } else {
                bytes += UTF8.encode(scalar)!
            }
        }
        return bytes
    }

    /// Whether a character stands for a byte that is part of no other.
    public static func isByte(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= base && scalar.value < base + 0x100
    }

    /// Bytes of the character that begins with this one; 0: none does.
    private static func width(_ first: UInt8) -> Int {
        switch first {
        case ..<0x80: 1
        case 0xC2..<0xE0: 2
        case 0xE0..<0xF0: 3
        case 0xF0..<0xF5: 4
        default: 0
        }
    }
}

extension String {
    /// As the C library takes it, with a zero at its end: the bytes that the system gave (``PathText``).
    public var systemPath: [CChar] { PathText.bytes(self).map { CChar(bitPattern: $0) } + [0] }

    /// From the C library.
    ///
    /// - Parameter systemText: Ends with a zero.
    public init(systemText: UnsafePointer<CChar>) {
        var bytes: [UInt8] = []
        // SAFETY: the caller's text ends with a zero, and nothing behind that is looked at.
        while unsafe systemText[bytes.count] != 0 {
            unsafe bytes.append(UInt8(bitPattern: systemText[bytes.count]))
        }
        self = PathText.text(bytes)
    }
}
