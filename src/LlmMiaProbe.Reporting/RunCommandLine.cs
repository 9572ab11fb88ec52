using System.Globalization;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Reporting;

/// <summary>The command that repeats a run, for a POSIX shell: everything that can change a number and is not a default.</summary>
public static class RunCommandLine
{
    private static readonly RunSettings s_defaults = new() { Model = "", Corpora = [], Attacks = [] };

    /// <summary>On one line.</summary>
    public static string Of(RunSettings run) => string.Join(' ', Words(run));

    /// <summary>An option a line.</summary>
    public static string Lines(RunSettings run) => string.Join(" \\\n  ", Words(run));

    /// <summary>The options that name the models, with a space before each.</summary>
    public static string Models(RunSettings run) => string.Concat(ModelWords(run).Select(word => $" {word}"));

    /// <summary>The options that name the documents and say what is judged of them, with a space before each.</summary>
    public static string Documents(RunSettings run) => string.Concat(((IEnumerable<string>)
    [
        .. CorpusWords(run),
        .. Paths("--calibration", run.Calibration),
        .. Word("--fdr", run.FalseDiscoveryRate.Equals(s_defaults.FalseDiscoveryRate) ? null : run.FalseDiscoveryRate),
        .. Word("--resamples", run.Resamples == s_defaults.Resamples ? null : run.Resamples),
        .. RunWords(run),
    ]).Select(word => $" {word}"));

    /// <summary>Seed and how the models are evaluated, with a space before each.</summary>
    public static string Engine(RunSettings run) => string.Concat(EngineWords(run).Select(word => $" {word}"));

    /// <summary>An option with its value, after a space; empty without a value.</summary>
    public static string Option(string name, object? value) => string.Concat(Word(name, value).Select(word => $" {word}"));

    private static IEnumerable<string> Words(RunSettings run)
    {
        if (run.Task is CommandTask { Command: var command })
        {
            return [command];
        }

        return run.Extraction is { } extraction
            ?
            [
                "mia-probe extract",
                .. ModelWords(run),
                .. CorpusWords(run),
                .. Word("--prefix-tokens", extraction.PrefixTokens),
                .. Word("--suffix-tokens", extraction.SuffixTokens),
                .. Word("--stride", extraction.StrideCharacters),
                .. Word("--sample", extraction.Sample),
                .. extraction.Schemes.SelectMany(SchemeWords),
                .. Switch("--prior", extraction.ShuffledPrefix),
                .. extraction.Draws > 0 ? [.. Word("--draws", extraction.Draws), .. Word("--epsilon", extraction.Epsilon)] : (string[])[],
                .. RunWords(run),
                .. EngineWords(run),
            ]
            :
            [
                run.Imported is { } imported ? $"mia-probe evidence import {Quote(imported.File)}" : "mia-probe run",
                .. ModelWords(run),
                .. Word("--frequencies", run.Frequencies),
                .. Word("--word-frequencies", run.WordFrequencies),
                .. Word("--shadows", run.ShadowManifest),
                .. CorpusWords(run),
                .. Paths("--calibration", run.Calibration),
                .. Paths("--shots", run.Shots),
                .. Paths("--member-shots", run.MemberShots),
                .. Word("--attacks", string.Join(',', run.ScoredAttacks)),
                .. Word("--mondrian", run.Mondrian == Mondrian.None ? null : Lower(run.Mondrian)),
                .. Word("--fdr", run.FalseDiscoveryRate.Equals(s_defaults.FalseDiscoveryRate) ? null : run.FalseDiscoveryRate),
                .. Word("--resamples", run.Resamples == s_defaults.Resamples ? null : run.Resamples),
                .. RunWords(run),
                .. EngineWords(run),
            ];
    }

    private static IEnumerable<string> ModelWords(RunSettings run) => run.Imported is { } imported
        ?
        [
            .. Word("--model-name", imported.Name),
            .. Word("--reference-name", run.ImportedReference?.Name),
            .. Word("--reference-evidence", run.ImportedReference?.File is { } beside && beside != imported.File ? beside : null),
        ]
        : run.Hosted is { Settings: var endpoint }
        ?
        [
            .. Word("--endpoint", endpoint.Url),
            .. Word("--endpoint-model", endpoint.Model),
            .. Word("--endpoint-reference", run.HostedReference?.Settings.Model),
            .. Word("--tokenizer", run.Tokenizer),
            .. Word("--reference", run.Reference),
            .. Word("--connector", endpoint.Connector switch { ConnectorKind.AzureOpenai => "azure-openai", ConnectorKind.Ollama => "ollama", _ => null }),
            .. Word("--api-version", endpoint.ApiVersion),
            .. Word("--endpoint-tokenizer", endpoint.Tokenizer),
            .. Word("--endpoint-identity", endpoint.IdentityName),
            .. Switch("--allow-http", endpoint.Url is { Scheme: "http", IsLoopback: false }),
            .. Word("--api-key-env", endpoint.KeyVariable),
            .. Word("--api-key-file", endpoint.KeyFile),
            .. Switch("--azure-sign-in", endpoint.SignsIn),
        ]
        :
        [
            .. Word("--model", run.Model),
            .. run.Lora.SelectMany(adapter => Word("--lora", adapter.Word)),
            .. Word("--reference", run.Reference),
        ];

    private static IEnumerable<string> CorpusWords(RunSettings run) =>
    [
        .. Paths("--corpus", run.Corpora.Where(corpus => corpus is { Label: null, IsBook: false })),
        .. Paths("--book", run.Corpora.Where(corpus => corpus.IsBook)),
        .. Paths("--members", run.Corpora.Where(corpus => corpus.Label == Membership.Member)),
        .. Paths("--non-members", run.Corpora.Where(corpus => corpus.Label == Membership.NonMember)),
    ];

    private static IEnumerable<string> RunWords(RunSettings run) =>
        [
            .. Word("--limit", run.Limit),
            .. Switch("--strict", run.Strict),
            .. Switch("--follow-links", run.Corpora.Concat(run.Shots).Concat(run.MemberShots).Concat(run.Calibration).Any(corpus => corpus.FollowsLinks)),
            .. Word("--split", run.Corpora.Select(corpus => corpus.Split).FirstOrDefault(split => split is not null)),
            .. (run.Corpora.Select(corpus => corpus.Include).FirstOrDefault(include => include is not null) ?? [])
                .SelectMany(pattern => Word("--include", pattern)),
            .. Word("--delimiter", run.Corpora.Select(corpus => corpus.Delimiter).FirstOrDefault(delimiter => delimiter is not null) switch
            {
                null => null,
                '\t' => "tab",
                var delimiter => delimiter,
            }),
            .. FieldWords(run.Corpora.Concat(run.Calibration).Select(corpus => corpus.Fields).FirstOrDefault(fields => fields is not null)),
            .. run.Unreadable == UnreadablePolicy.Fail ? ["--unreadable", "fail"] : (string[])[],
            .. Word("--chat-template", run.ChatTemplate),
            .. Word("--chat-unit", run.ChatUnit == ChatUnit.Record ? null : Lower(run.ChatUnit)),
            .. Switch("--no-text", !run.KeepText),
        ];

    private static IEnumerable<string> FieldWords(CorpusFields? fields) =>
    [
        .. Word("--text-field", fields?.Text),
        .. Word("--label-field", fields?.Label),
        .. Word("--id-field", fields?.Id),
        .. Word("--group-field", fields?.Group),
    ];

    private static IEnumerable<string> EngineWords(RunSettings run) => run.Imported is not null ? [.. Word("--seed", run.Seed)] :
    [
        .. Word("--seed", run.Seed),
        .. Word("--numerics", Lower(run.Numerics)),
        .. Word("--bos", run.Bos == BosPolicy.Auto ? null : Lower(run.Bos)),
        .. Word("--context-length", run.ContextLength),
        .. Word("--threads", run.Threads),
        .. Switch("--no-widen", !run.WidenWeights),
        .. Word("--gpu-layers", run.GpuLayers == 0 ? null : run.GpuLayers),
        .. Word("--main-gpu", run.MainGpu == 0 ? null : run.MainGpu),
        .. Word("--split-mode", run.Split == GpuSplit.Layer ? null : Lower(run.Split)),
        .. Switch("--allow-cpu", run.AllowCpu),
        .. Word("--engine", run.Engine == ModelEngine.LlamaCpp ? "llama-cpp" : null),
    ];

    private static IEnumerable<string> SchemeWords(DecodingScheme scheme) =>
        [.. Word("--temperature", scheme.Temperature), .. Word("--top-k", scheme.TopK), .. Word("--top-p", scheme.TopP < 1 ? scheme.TopP : null)];

    private static IEnumerable<string> Word(string option, object? value) => value is null
        ? []
        : [$"{option} {Quote(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")}"];

    private static IEnumerable<string> Paths(string option, IEnumerable<CorpusSource> sources)
    {
        string[] paths = [.. sources.Select(source => Quote(source.Path))];
        return paths.Length == 0 ? [] : [$"{option} {string.Join(' ', paths)}"];
    }

    private static IEnumerable<string> Switch(string option, bool isOn) => isOn ? [option] : [];

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    internal static string Quote(string word) => ShellWord.Quote(word);
}
