/// How the tests were built.
public enum Build {
    /// Without optimisation Swift allocates where optimised code does not, for closures and generic values.
    public static var isOptimised: Bool {
        #if DEBUG
            false
        #else
            true
        #endif
    }
}
