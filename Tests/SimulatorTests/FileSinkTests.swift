import Glibc
import Simulator
import Testing

@Suite("Writing files")
struct FileSinkTests {
    @Test("a full disk is told by name, place and the system's words")
    func diskFull() throws {
        var sink = try FileSink(path: "/dev/full")
        let generator = FeedGenerator(.binaryFile, smallDay())
        var failure: GenerationError?
        do { _ = try generator.generate { bytes throws(FileSinkError) in try sink.write(bytes) } } catch {
            failure = error
        }
        let text = failure?.description
        #expect(text == "cannot write /dev/full after 0 bytes: No space left on device")
    }

    @Test("a folder that does not exist is told")
    func noFolder() {
        var text: String?
        do { _ = try FileSink(path: "/nowhere/at/all") } catch { text = error.description }
        #expect(text == "cannot create /nowhere/at/all: No such file or directory")
    }

    @Test("what is written is what was generated")
    func roundTrip() throws {
        let path = "/tmp/feedtop-filesink-\(getpid()).itch"
        // SAFETY: the path is a string of this function.
        defer { _ = unsafe unlink(path) }
        let generator = FeedGenerator(.binaryFile, smallDay())
        var sink = try FileSink(path: path)
        let report = try generator.generate { bytes throws(FileSinkError) in try sink.write(bytes) }
        try sink.close()
        // SAFETY: as above.
        let descriptor = unsafe open(path, O_RDONLY)
        defer { _ = close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        // SAFETY: the array has as many bytes as are asked for.
        let count = unsafe read(descriptor, &bytes, bytes.count)
        #expect(count == Int(report.bytes))
        let expected = try generated(generator).bytes
        #expect(Array(bytes.prefix(count)) == expected)
    }
}
