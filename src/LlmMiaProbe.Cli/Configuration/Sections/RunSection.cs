using LlmMiaProbe.Corpora;
using LlmMiaProbe.Files;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>What to score and how to judge it.</summary>
internal sealed record RunSection
{
    [Setting(nameof(SettingGroup.Models), "--model", "GGUF file of the model under test", IsBasic = true)]
    public string? Model { get; init; }

    [Setting(
        nameof(SettingGroup.Models),
        "--lora",
        "LoRA adapter (GGUF) to add to --model, with an optional scale; for more, repeat it; without --reference the bare model is the reference",
        Placeholder = "file[:scale]", TakesOneElement = true, Unset = "none", IsBasic = true)]
    public required IReadOnlyList<string> Lora { get; init; }

    [Setting(nameof(SettingGroup.Models), "--reference", "GGUF file of a model to compare with", IsBasic = true)]
    public string? Reference { get; init; }

    [Setting(nameof(SettingGroup.Models), "--frequencies", "token frequency table for dc-pdd, made by 'frequencies build' with the same tokenizer")]
    public string? Frequencies { get; init; }

    [Setting(nameof(SettingGroup.Models), "--word-frequencies", "word frequency table for tag-tab, made by 'frequencies build --words'")]
    public string? WordFrequencies { get; init; }

    [Setting(nameof(SettingGroup.Models), "--shadows", "manifest of models like the target, with the documents that each was trained on")]
    public string? Shadows { get; init; }

    [Setting(
        nameof(SettingGroup.Documents),
        "--corpus",
        "corpora (files, folders, patterns such as 'data/*.jsonl.gz', or - for standard input) whose records carry their labels",
        Placeholder = "path", IsBasic = true)]
    public required IReadOnlyList<string> Corpus { get; init; }

    [Setting(nameof(SettingGroup.Documents), "--book", "text files of which each is one document, blank lines and all", Placeholder = "path", IsBasic = true)]
    public required IReadOnlyList<string> Books { get; init; }

    [Setting(nameof(SettingGroup.Documents), "--members", "corpora of documents known to be in the training data", Placeholder = "path", IsBasic = true)]
    public required IReadOnlyList<string> Members { get; init; }

    [Setting(
        nameof(SettingGroup.Documents),
        "--non-members",
        "corpora of documents known not to be in the training data",
        Placeholder = "path",
        IsBasic = true)]
    public required IReadOnlyList<string> NonMembers { get; init; }

    [Setting(
        nameof(SettingGroup.Documents),
        "--calibration",
        "known non-members that serve only to calibrate decisions; without it, those of the corpora do",
        Placeholder = "path", IsBasic = true)]
    public required IReadOnlyList<string> Calibration { get; init; }

    [Setting(
        nameof(SettingGroup.Statistics), "--mondrian", "hold a document only against non-members of similar length, or of its group", Default = "none")]
    public Mondrian Mondrian { get; init; }

    [Setting(
        nameof(SettingGroup.Statistics),
        "--fdr",
        "false discovery rate: largest expected share of chance among the documents found",
        Default = "0.1", Minimum = 0.0001, Maximum = 0.5)]
    public double FalseDiscoveryRate { get; init; }

    [Setting(
        nameof(SettingGroup.Documents), "--shots", "known non-members, not under test, that recall and con-recall put before each text", Placeholder = "path")]
    public required IReadOnlyList<string> Shots { get; init; }

    [Setting(nameof(SettingGroup.Documents), "--member-shots", "known members, not under test, that con-recall puts before each text", Placeholder = "path")]
    public required IReadOnlyList<string> MemberShots { get; init; }

    [Setting(
        nameof(SettingGroup.Statistics),
        "--attacks",
        "attacks to score, such as loss,min-k(k=0.1)",
        Placeholder = "list", SplitsElements = true, Unset = "all that the evidence allows", IsBasic = true)]
    public required IReadOnlyList<string> Attacks { get; init; }

    [Setting(
        nameof(SettingGroup.Documents),
        "--limit",
        "score only the first so many documents",
        Minimum = 1,
        Maximum = int.MaxValue,
        Unset = "all",
        IsBasic = true)]
    public int? Limit { get; init; }

    [Setting(nameof(SettingGroup.Statistics), "--seed", "seed of every random choice", Default = "0", Minimum = 0, Maximum = int.MaxValue)]
    public int Seed { get; init; }

    [Setting(nameof(SettingGroup.Documents), "--strict", "stop at the first unreadable line", Default = "false")]
    public bool Strict { get; init; }

    [Setting(
        nameof(SettingGroup.Documents),
        "--unreadable",
        "lines and files of the corpus that cannot be read: only count and name them, or also end with exit code 4",
        Default = "skip")]
    public UnreadablePolicy Unreadable { get; init; }

    [Setting(
        nameof(SettingGroup.Documents),
        "--follow-links",
        "read files of a folder that are links out of it, of which caches of Hugging Face are made",
        Default = "false")]
    public bool FollowLinks { get; init; }

    [Setting(
        nameof(SettingGroup.Documents),
        "--split",
        "split of the corpora to read, such as train: by names of files and folders, or by the records' field split",
        Placeholder = "name", Unset = "all", KeepsBlanks = true)]
    public string? Split { get; init; }

    [Setting(
        nameof(SettingGroup.Documents),
        "--include",
        "files of a folder to read, such as '*.py': each text file is a document; data files are read as such",
        Placeholder = "pattern", TakesOneElement = true, Unset = "texts (.txt, .text, .md), or data files where there are no texts")]
    public required IReadOnlyList<string> Include { get; init; }

    [Setting(
        nameof(SettingGroup.Documents),
        "--delimiter",
        "what separates the columns of a delimited file: one character, or tab",
        Placeholder = "character", Unset = "recognised", KeepsBlanks = true)]
    public string? Delimiter { get; init; }

    [Setting(
        nameof(SettingGroup.Documents),
        "--chat-template",
        "template that puts chat records together: auto for the model's own, its name, or none for the contents alone",
        Placeholder = "name", Unset = "auto")]
    public string? ChatTemplate { get; init; }

    [Setting(
        nameof(SettingGroup.Documents),
        "--chat-unit",
        "what of a chat record is one document: all that the assistant says in it, or each turn of the assistant",
        Default = "record")]
    public ChatUnit ChatUnit { get; init; }

    [Setting(
        nameof(SettingGroup.Documents),
        "--text-field",
        "field of the text or of a conversation's turns: a name, a path such as meta.body, or a JSON pointer such as /meta/body",
        Placeholder = "field", Unset = "recognised")]
    public string? TextField { get; init; }

    [Setting(
        nameof(SettingGroup.Documents),
        "--label-field",
        "field of the label, written in the same ways; 'none' if no field is one",
        Placeholder = "field", Unset = "label, or as recognised")]
    public string? LabelField { get; init; }

    [Setting(
        nameof(SettingGroup.Documents),
        "--id-field",
        "field of the id; 'none' names documents after file and line",
        Placeholder = "field", Unset = "id")]
    public string? IdField { get; init; }

    [Setting(
        nameof(SettingGroup.Documents),
        "--group-field",
        "field of the group (author, book, patient) whose documents belong together; 'none' for no groups",
        Placeholder = "field", Unset = "group, or as recognised")]
    public string? GroupField { get; init; }

    [Setting(nameof(SettingGroup.Documents), "--no-text", "keep the documents' text in the store", OptionText = "false", Default = "true")]
    public bool KeepText { get; init; }

    [Setting(
        nameof(SettingGroup.Statistics),
        "--resamples",
        "bootstrap resamples behind intervals of rates and effect sizes",
        Default = "1000", Minimum = 100, Maximum = 100_000)]
    public int Resamples { get; init; }

    /// <summary>The settings that say how files are read, for commands that read corpora.</summary>
    public static IReadOnlyList<string> Reading { get; } = [nameof(FollowLinks), nameof(Split), nameof(Include), nameof(Delimiter),
        nameof(TextField), nameof(LabelField), nameof(IdField), nameof(GroupField)];

    /// <summary>A path that holds wherever a run is resumed; standard input stays what it is.</summary>
    public static string FullPath(string path) => path == StandardInput.Name ? path : Path.GetFullPath(path);

    /// <summary>A corpus as these settings read it.</summary>
    /// <exception cref="ConfigurationException">The delimiter is none.</exception>
    public CorpusSource Source(string path, Membership? label = null, bool isBook = false) =>
        WholeSource(path, label, isBook) with { Split = isBook ? null : Split };

    /// <summary>One of which all splits are read: documents that calibrate or serve as shots come from another place as a rule.</summary>
    /// <inheritdoc cref="Source" path="/exception"/>
    public CorpusSource WholeSource(string path, Membership? label = null, bool isBook = false) => new(path, label, isBook)
    {
        FollowsLinks = FollowLinks,
        Fields = (TextField ?? LabelField ?? IdField ?? GroupField) is null ? null : new CorpusFields(TextField, LabelField, IdField, GroupField),
        Include = Include.Count == 0 ? null : Include,
        Delimiter = Delimiter switch
        {
            null => null,
            "tab" or @"\t" => '\t',
            [var character] when character is not ('"' or '\r' or '\n') => character,
            _ => throw new ConfigurationException($"--delimiter: '{Delimiter}' is no delimiter; expected one character such as ';', or tab."),
        },
    };
}
