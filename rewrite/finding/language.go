package finding

// Rules about languages that a system's packages, a download or COPY brought.
const (
	LanguageMaker ID = "language-maker"
)

var languageRules = []Rule{
	{LanguageMaker, Review, "the language comes from other makers",
		"A system builds its own packages of a language: with its own patches, and linked with its own libraries. The final image holds the makers' build of the same version; patch level and trusted authorities can differ.",
		"Check what the program says of its version, and options that only the system's build has."},
}
