import Protocols
import Testing

@Suite("A walk along a BinaryFILE")
struct BinaryFileWalkTests {
    private func walk(_ bytes: [UInt8]) -> BinaryFileWalk {
        // SAFETY: bytes have no invalid pattern and no padding.
        unsafe BinaryFileWalk(bytes.span.bytes)
    }

    @Test("counts records by their lengths, and not the end of a session")
    func counts() {
        let found = walk([0, 2, 7, 7, 0, 1, 9, 0, 0, 0, 3, 1, 2, 3])
        #expect(found.messages == 3)
        #expect(found.bytes == 14)
    }

    @Test("ends before a record that is cut", arguments: 0..<14)
    func cut(count: Int) {
        let whole: [UInt8] = [0, 2, 7, 7, 0, 1, 9, 0, 0, 0, 3, 1, 2, 3]
        let found = walk(Array(whole[..<count]))
        let ends = [0, 4, 7, 9]
        #expect(found.bytes == ends.last { $0 <= count })
        #expect(found.messages == UInt64([4, 7].count { $0 <= count }))
    }

    @Test("nothing, and a length beyond everything, are walked too")
    func extremes() {
        #expect(walk([]).bytes == 0)
        #expect(walk([0]).bytes == 0)
        #expect(walk([0xFF, 0xFF, 1]).messages == 0)
    }
}
