extension Theme {
    /// Themes in the program itself (`Themes/*.toml`), in the order in which a key goes through them.
    public static let builtIn = [
        "dark", "light", "terminal", "mono", "high-contrast", "colour-blind", "east-asian", "nord", "dracula",
        "gruvbox", "solarized-dark", "solarized-light", "catppuccin", "tokyo-night",
    ]

    /// The default.
    public static let dark: Theme = {
        do throws(ThemeError) {
            return try ThemeFile(parsing: builtInText("dark") ?? "", name: "dark", path: "Themes/dark.toml").theme
        } catch {
            preconditionFailure("the built-in theme is wrong: \(error)")
        }
    }()

    /// The file of a built-in theme; `nil`: there is none of that name.
    static func builtInText(_ name: String) -> String? {
        let bytes: [UInt8]? =
            switch name {
            case "dark": PackageResources.dark_toml
            case "light": PackageResources.light_toml
            case "terminal": PackageResources.terminal_toml
            case "mono": PackageResources.mono_toml
            case "high-contrast": PackageResources.high_contrast_toml
            case "colour-blind": PackageResources.colour_blind_toml
            case "east-asian": PackageResources.east_asian_toml
            case "nord": PackageResources.nord_toml
            case "dracula": PackageResources.dracula_toml
            case "gruvbox": PackageResources.gruvbox_toml
            case "solarized-dark": PackageResources.solarized_dark_toml
            case "solarized-light": PackageResources.solarized_light_toml
            case "catppuccin": PackageResources.catppuccin_toml
            case "tokyo-night": PackageResources.tokyo_night_toml
            default: nil
            }
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }
}
