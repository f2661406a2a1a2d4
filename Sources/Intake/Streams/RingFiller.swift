internal import CLinux
internal import Glibc

/// io_uring: multishot receive into registered buffers, parsed there. What a buffer's end cuts is copied to in front of
/// the next one; what does not fit there is put together in a buffer beside. A buffer goes back to the kernel when
/// nothing of it is shown any more.
@safe
struct RingFiller: StreamFiller, ~Copyable {
    // The ring goes first: it holds on to the descriptor.
    private var ring: ReceiveRing
    private let descriptor: OwnedDescriptor
    private let stop: StopSignal
    private let kind: linux_uring_kind
    private var isArmed = false
    /// The buffer that the view shows; `nil`: the one beside.
    private var shown: UInt16?
    private var beside: LinearBuffer

    static var layout: ReceiveRing.Layout {
        ReceiveRing.Layout(
            count: StreamSizes.buffers, size: StreamSizes.buffer, headRoom: StreamSizes.headRoom)
    }

    init(
        _ ring: consuming ReceiveRing, _ descriptor: Int32, _ kind: linux_uring_kind, prefix: [UInt8],
        stop: StopSignal, _ view: inout ByteView
    ) {
        self.ring = ring
        self.descriptor = OwnedDescriptor(descriptor)
        self.kind = kind
        self.stop = stop
        beside = LinearBuffer(capacity: max(65_536, prefix.count))
        unsafe prefix.withUnsafeBytes { bytes in
            // SAFETY: the bytes are the array's own, while it is borrowed.
            unsafe beside.append(bytes, to: &view)
        }
    }

    var systemCalls: UInt64 { ring.systemCalls }

    mutating func fill(
        _ view: inout ByteView, toward count: Int, milliseconds: Int32
    ) throws(IntakeError) -> DescriptorReader.Outcome {
        let wait = Int64(milliseconds) * 1_000_000
        let deadline = milliseconds < 0 ? nil : linux_monotonic() + UInt64(wait)
        var isLate = false
        while !stop.isRaised {
            while let completion = ring.next() {
                if completion.group == linux_uring_woken { continue }
                if completion.has_more == 0 { isArmed = false }
                if completion.has_buffer != 0 {
                    guard completion.result > 0 else {
                        ring.giveBack(0, completion.buffer)
                        if completion.result == 0 { return .end }
                        continue
                    }
                    let got = Int(completion.result)
                    show(completion.buffer, got, in: &view)
                    return .bytes(got)
                }
                switch -completion.result {
                case 0: return .end
                case ENOBUFS, EINTR, EAGAIN, ECANCELED: continue
                default: return .failed(-completion.result)
                }
            }
            if !isArmed {
                // Whoever shows the last buffer and needs more, needs it back first.
                ring.arm(0, descriptor.number, kind)
                isArmed = true
            }
            if isLate { return .late }
            guard let deadline else {
                try ring.enter(nanoseconds: -1)
                continue
            }
            let now = linux_monotonic()
            // Looked at once more after the time is up: what has come meanwhile came in time.
            isLate = now >= deadline
            try ring.enter(nanoseconds: isLate ? 0 : Int64(deadline - now))
        }
        return .stopped
    }

    /// Puts a filled buffer behind what is left of the view.
    private mutating func show(_ buffer: UInt16, _ count: Int, in view: inout ByteView) {
        let start = unsafe ring.start(0, buffer)
        let left = view.count
        if left <= StreamSizes.headRoom {
            // SAFETY: the head-room in front of the buffer takes what is left; it is nobody else's.
            if left > 0 { unsafe memcpy(start - left, view.start, left) }
            unsafe view.set(start: start - left, count: left + count)
            if let shown { ring.giveBack(0, shown) }
            shown = buffer
            return
        }
        if let shown {
            beside.adopt(&view)
            ring.giveBack(0, shown)
            self.shown = nil
        }
        // SAFETY: the kernel has put that many bytes there.
        unsafe beside.append(UnsafeRawBufferPointer(start: start, count: count), to: &view)
        ring.giveBack(0, buffer)
    }
}

/// A descriptor that is closed with its owner.
struct OwnedDescriptor: ~Copyable {
    let number: Int32
    init(_ number: Int32) { self.number = number }
    deinit { close(number) }
}
