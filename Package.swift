// swift-tools-version: 6.3
import PackageDescription

let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .strictMemorySafety(), .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"), .enableExperimentalFeature("Lifetimes"),
]

func module(_ name: String, uses: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: uses, swiftSettings: house)
}

func tests(_ name: String, uses: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: uses + ["TestSupport"], swiftSettings: house)
}

let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let histogram: Target.Dependency = .product(name: "Histogram", package: "hdrhistogram-swift")
let toml: Target.Dependency = .product(name: "TOMLKit", package: "TOMLKit")

/// Embedded in the binary.
let themes = [
    "dark", "light", "terminal", "mono", "high-contrast", "colour-blind", "east-asian", "nord", "dracula",
    "gruvbox",
    "solarized-dark", "solarized-light", "catppuccin", "tokyo-night",
]

let package = Package(
    name: "feedtop",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [  // each module uses only what stands above it
        .systemLibrary(name: "CNcurses", providers: [.apt(["libncurses-dev"])]),
        .target(name: "CLinux"),
        module("OrderFlow"),
        module("Wire"),
        module("Ring", uses: ["CLinux"]),
        module("Protocols", uses: ["Wire", "OrderFlow", "CLinux"]),
        module("Capture", uses: ["Wire"]),
        module("Intake", uses: ["Ring", "Protocols", "Capture", "Wire", "OrderFlow", "CLinux"]),
        module("Books", uses: ["OrderFlow", "CLinux"]),
        module("Market", uses: ["Books", "Ring", "OrderFlow", "CLinux", histogram]),
        .target(
            name: "Screen", dependencies: ["Market", "OrderFlow", "CNcurses", toml],
            resources: themes.map { .embedInCode("../../Themes/\($0).toml") }, swiftSettings: house),
        module("Simulator", uses: ["Protocols", "Capture", "Wire", "OrderFlow", "CLinux"]),
        .executableTarget(
            name: "feedtop",
            dependencies: [
                "Intake", "Market", "Screen", "Simulator", "Protocols", "Capture", "Ring", "OrderFlow",
                "Wire", "CLinux", arguments,
            ],
            swiftSettings: house),
        .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
        .target(name: "CLinuxRefusal", path: "Tests/CLinuxRefusal"),
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: house),
        tests("RingTests", uses: ["Ring", "OrderFlow"]),
        tests("ProtocolsTests", uses: ["Protocols", "Wire", "OrderFlow"]),
        tests("CaptureTests", uses: ["Capture", "Wire"]),
        tests("BooksTests", uses: ["Books", "OrderFlow"]),
        tests("MarketTests", uses: ["Market", "Books", "OrderFlow", "CLinux", "CAllocationCounter", histogram]),
        tests(
            "IntakeTests",
            uses: [
                "Intake", "Market", "Ring", "Simulator", "Protocols", "Capture", "Wire", "OrderFlow",
                "CAllocationCounter", "CLinuxRefusal", "CLinux",
            ]),
        tests("ScreenTests", uses: ["Screen", "Market", "OrderFlow"]),
        tests("SimulatorTests", uses: ["Simulator", "Protocols", "Capture", "Ring", "Wire", "OrderFlow"]),
        // These use Foundation and the C library at length; they read no untrusted memory.
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["feedtop", "TestSupport", "Intake", "Market", "OrderFlow", "Screen"],
            exclude: ["Golden"],
            swiftSettings: [.swiftLanguageMode(.v6)]),
    ]
)

if Context.environment["FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "Intake", "Screen", "Market", "Simulator", "Protocols", "Capture", "Wire", "OrderFlow",
                "CLinux",
            ],
            path: "Tests/Fuzz", swiftSettings: house))
}

// For the thread sanitizer, which Swift 6.3 cannot build Intake with: the ring and the books, and their tests.
if Context.environment["RACES"] != nil {
    let watched = [
        "CLinux", "OrderFlow", "Ring", "Books", "Market", "CAllocationCounter", "TestSupport", "RingTests",
        "BooksTests", "MarketTests",
    ]
    package.targets.removeAll { !watched.contains($0.name) }
}
