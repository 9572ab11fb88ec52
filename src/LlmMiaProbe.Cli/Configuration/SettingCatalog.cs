using LlmMiaProbe.Hosted.Tokenizers;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>Every setting there is. Options, environment variables, files and <c>config show</c> all follow this list.</summary>
internal static class SettingCatalog
{
    private static readonly Dictionary<string, string> s_withdrawnEngines = new Dictionary<string, string>
    {
        ["semantic-kernel"] =
            "the chat of endpoints always goes through Semantic Kernel now, so it is no engine to choose: leave it out; --connector says whose chat it is",
    };

    public static IReadOnlyList<SettingDefinition> All { get; } = For(Environment.ProcessorCount);

    /// <summary>The settings on a machine with so many cores.</summary>
    public static IReadOnlyList<SettingDefinition> For(int cores) =>
    [
        new(SettingKey.Model, SettingType.Text, "GGUF file of the model under test") { Option = "--model" },
        new(SettingKey.Reference, SettingType.Text, "GGUF file of a model to compare with") { Option = "--reference" },
        new(SettingKey.Frequencies, SettingType.Text, "token frequency table for dc-pdd, made by 'frequencies build' with the same tokenizer")
        {
            Option = "--frequencies",
        },
        new(SettingKey.WordFrequencies, SettingType.Text, "word frequency table for tag-tab, made by 'frequencies build --words'")
        {
            Option = "--word-frequencies",
        },
        new(SettingKey.Shadows, SettingType.Text, "manifest of models like the target, with the documents that each was trained on") { Option = "--shadows" },
        new(SettingKey.Corpus, SettingType.TextList, "corpora (files or folders) whose records carry their labels")
        {
            Option = "--corpus", Placeholder = "path",
        },
        new(SettingKey.Books, SettingType.TextList, "text files of which each is one document, blank lines and all")
        {
            Option = "--book", Placeholder = "path",
        },
        new(SettingKey.Members, SettingType.TextList, "corpora of documents known to be in the training data") { Option = "--members", Placeholder = "path" },
        new(SettingKey.NonMembers, SettingType.TextList, "corpora of documents known not to be in the training data")
        {
            Option = "--non-members", Placeholder = "path",
        },
        new(SettingKey.Calibration, SettingType.TextList, "known non-members that serve only to calibrate decisions; without it, those of the corpora do")
        {
            Option = "--calibration", Placeholder = "path",
        },
        new(SettingKey.Mondrian, SettingType.Choice, "hold a document only against non-members of similar length, or of its group")
        {
            Option = "--mondrian", Default = "none", Choices = ChoicesOf<Mondrian>(),
        },
        new(SettingKey.FalseDiscoveryRate, SettingType.Number, "false discovery rate: largest expected share of chance among the documents found")
        {
            Option = "--fdr", Default = "0.1", Minimum = 0.0001, Maximum = 0.5,
        },
        new(SettingKey.Shots, SettingType.TextList, "known non-members, not under test, that recall and con-recall put before each text")
        {
            Option = "--shots", Placeholder = "path",
        },
        new(SettingKey.MemberShots, SettingType.TextList, "known members, not under test, that con-recall puts before each text")
        {
            Option = "--member-shots", Placeholder = "path",
        },
        new(SettingKey.Attacks, SettingType.TextList, "attacks to score, such as loss,min-k(k=0.1)")
        {
            Option = "--attacks", Placeholder = "list", SplitsElements = true, Unset = "all that the evidence allows",
        },
        new(SettingKey.Limit, SettingType.Integer, "score only the first so many documents")
        {
            Option = "--limit", Minimum = 1, Maximum = int.MaxValue, Unset = "all",
        },
        new(SettingKey.Seed, SettingType.Integer, "seed of every random choice")
        {
            Option = "--seed", Default = "0", Minimum = 0, Maximum = int.MaxValue,
        },
        new(SettingKey.Strict, SettingType.Switch, "stop at the first unreadable line") { Option = "--strict", Default = "false" },
        new(
            SettingKey.Unreadable,
            SettingType.Choice,
            "lines and files of the corpus that are not read: only count and name them, or also end with exit code 4")
        {
            Option = "--unreadable", Default = "skip", Choices = ChoicesOf<UnreadablePolicy>(),
        },
        new(SettingKey.KeepText, SettingType.Switch, "keep the documents' text in the store")
        {
            Option = "--no-text", OptionText = "false", Default = "true",
        },
        new(SettingKey.Resamples, SettingType.Integer, "bootstrap resamples behind intervals of rates and effect sizes")
        {
            Option = "--resamples", Default = "1000", Minimum = 100, Maximum = 100_000,
        },
        new(SettingKey.PrefixTokens, SettingType.Integer, "tokens that the model is given")
        {
            Option = "--prefix-tokens", Default = "50", Minimum = 1, Maximum = 100_000,
        },
        new(SettingKey.SuffixTokens, SettingType.Integer, "tokens that it must then emit")
        {
            Option = "--suffix-tokens", Default = "50", Minimum = 1, Maximum = 100_000,
        },
        new(SettingKey.Stride, SettingType.Integer, "characters from the start of one window to the next")
        {
            Option = "--stride", Default = "10", Minimum = 1, Maximum = int.MaxValue,
        },
        new(SettingKey.Sample, SettingType.Integer, "at most so many windows of a document, spread evenly")
        {
            Option = "--sample", Minimum = 1, Maximum = int.MaxValue, Unset = "all",
        },
        new(SettingKey.Prior, SettingType.Switch, "also score suffixes after their prefix in random order") { Option = "--prior", Default = "false" },
        new(SettingKey.Draws, SettingType.Integer, "also draw so many continuations after each prefix and count those close to the suffix")
        {
            Option = "--draws", Minimum = 1, Maximum = 100_000, Unset = "none",
        },
        new(SettingKey.Epsilon, SettingType.Integer, "edit distance in tokens at which a draw is close to the suffix")
        {
            Option = "--epsilon", Default = "5", Minimum = 0, Maximum = 100_000,
        },
        new(SettingKey.Temperature, SettingType.Number, "temperature of decoding; 0 is greedy")
        {
            Option = "--temperature", Minimum = 0, Maximum = 100, Unset = "1",
        },
        new(SettingKey.TopK, SettingType.Integer, "decoding keeps so many of the likeliest tokens")
        {
            Option = "--top-k", Minimum = 1, Maximum = int.MaxValue, Unset = "all",
        },
        new(SettingKey.TopP, SettingType.Number, "decoding keeps the likeliest tokens that reach this probability")
        {
            Option = "--top-p", Minimum = 1e-9, Maximum = 1, Unset = "1",
        },
        new(SettingKey.EndpointUrl, SettingType.Text, "base URL of an endpoint that serves the model under test, such as https://host/v1")
        {
            Option = "--endpoint", Placeholder = "url",
        },
        new(SettingKey.EndpointModel, SettingType.Text, "name of the model under test at the endpoint") { Option = "--endpoint-model", Placeholder = "name" },
        new(SettingKey.EndpointReference, SettingType.Text, "name of a model at the same endpoint to compare with")
        {
            Option = "--endpoint-reference", Placeholder = "name",
        },
        new(SettingKey.WindowTokenizer, SettingType.Text, "GGUF file whose tokenizer splits text as the hosted model does; its weights are not read")
        {
            Option = "--tokenizer",
        },
        new(SettingKey.Connector, SettingType.Choice, "connector of Semantic Kernel that asks the endpoint's chat")
        {
            Option = "--connector", Default = "openai", Choices = ChoicesOf<ConnectorKind>(),
        },
        new(SettingKey.ApiVersion, SettingType.Text, "version of Azure OpenAI's API, with --connector azure-openai")
        {
            Option = "--api-version", Placeholder = "date", Unset = EndpointSection.AzureVersion,
        },
        new(
            SettingKey.EndpointTokenizer,
            SettingType.Choice,
            "vocabulary to count and cut the hosted model's texts with; auto: by the model's name, else by estimate")
        {
            Option = "--endpoint-tokenizer", Default = "auto", Choices = ["auto", .. TiktokenTextTokenizer.Encodings],
        },
        new(SettingKey.ApiKeyVariable, SettingType.Text, "environment variable that holds the endpoint's key; the key itself is never kept")
        {
            Option = "--api-key-env", Placeholder = "variable",
        },
        new(SettingKey.ApiKeyFile, SettingType.Text, "file that holds the endpoint's key and nothing else")
        {
            Option = "--api-key-file", NeedsAbsolutePath = true,
        },
        new(
            SettingKey.AzureSignIn,
            SettingType.Switch,
            "ask Azure OpenAI as whoever is signed in here ('az login', a managed identity, ...) instead of with a key")
        {
            Option = "--azure-sign-in", Default = "false",
        },
        new(SettingKey.Concurrency, SettingType.Integer, "requests to the endpoint under way at a time")
        {
            Option = "--concurrency", Default = "4", Minimum = 1, Maximum = 256,
        },
        new(SettingKey.MaxRequests, SettingType.Integer, "stop after so many requests of this command, repeated ones included; what is done is kept")
        {
            Option = "--max-requests", Minimum = 1, Maximum = int.MaxValue, Unset = "any number",
        },
        new(SettingKey.MaxTokens, SettingType.Integer, "stop once this command has used so many tokens at the endpoint; what is done is kept")
        {
            Option = "--max-tokens", Minimum = 1, Maximum = int.MaxValue, Unset = "any number",
        },
        new(SettingKey.EndpointTimeout, SettingType.Integer, "seconds that the endpoint may take for an answer")
        {
            Option = "--timeout", Default = "120", Minimum = 1, Maximum = 3600,
        },
        new(SettingKey.StorePath, SettingType.Text, "file that keeps runs and evidence") { Option = "--store", Default = "mia-probe.db" },
        new(SettingKey.NativeDirectory, SettingType.Text, "folder of the engine's llama.cpp libraries")
        {
            Option = "--native-directory", Placeholder = "folder", Unset = "those that come with the program", NeedsAbsolutePath = true,
        },
        new(SettingKey.TrainingDirectory, SettingType.Text, "folder of the llama.cpp libraries that train")
        {
            Option = "--training-directory", Placeholder = "folder", Unset = "those that come with the program", NeedsAbsolutePath = true,
        },
        new(SettingKey.Numerics, SettingType.Choice, "exact: the same bits alone and packed; fast: within 1e-2 nats")
        {
            Option = "--numerics", Default = "exact", Choices = ChoicesOf<NumericPolicy>(),
        },
        new(SettingKey.Bos, SettingType.Choice, "whether a BOS token precedes a text; auto: as the model says")
        {
            Option = "--bos", Default = "auto", Choices = ChoicesOf<BosPolicy>(),
        },
        new(SettingKey.ContextLength, SettingType.Integer, "tokens of context; longer documents run in windows")
        {
            Option = "--context-length", Minimum = 16, Maximum = 1_048_576, Unset = "the model's own, at most 2048",
        },
        new(SettingKey.Threads, SettingType.Integer, "threads of a local model")
        {
            Option = "--threads", Minimum = 1, Maximum = cores, Unset = "one per core",
        },
        new(SettingKey.WidenWeights, SettingType.Switch, "compute 16-bit weights in 32 bits, through a temporary copy")
        {
            Option = "--no-widen", OptionText = "false", Default = "true",
        },
        new(SettingKey.GpuLayers, SettingType.Integer, "layers on the GPU; -1 for all")
        {
            Option = "--gpu-layers", Default = "0", Minimum = -1, Maximum = 10_000,
        },
        new(SettingKey.MainGpu, SettingType.Integer, "number of the GPU that takes the model where nothing is split")
        {
            Option = "--main-gpu", Default = "0", Minimum = 0, Maximum = 1_000,
        },
        new(SettingKey.SplitMode, SettingType.Choice, "how several GPUs share a model: not, by layers, or by rows of matrices")
        {
            Option = "--split-mode", Default = "layer", Choices = ChoicesOf<GpuSplit>(),
        },
        new(SettingKey.AllowCpu, SettingType.Switch, "compute on the CPU if --gpu-layers finds no GPU") { Option = "--allow-cpu", Default = "false" },
        new(SettingKey.Engine, SettingType.Choice, "what evaluates GGUF files")
        {
            Option = "--engine", Default = "llama-sharp", Withdrawn = s_withdrawnEngines,
            Choices = [.. ChoicesOf<ModelEngine>().Where(engine => !s_withdrawnEngines.ContainsKey(engine))],
        },
        new(SettingKey.FailIf, SettingType.TextList, "end with exit code 5 if this holds, such as 'auc(loss) > 0.6'; may be repeated")
        {
            Option = "--fail-if", Placeholder = "gate", TakesOneElement = true,
        },
        new(SettingKey.Format, SettingType.Choice, "form of the result") { Option = "--output", Default = "table", Choices = ChoicesOf<OutputFormat>() },
        new(SettingKey.Quiet, SettingType.Switch, "no progress and no notes") { Option = "--quiet", Default = "false" },
        new(SettingKey.Verbose, SettingType.Switch, "also log what llama.cpp says") { Option = "--verbose", Default = "false" },
    ];

    private static string[] ChoicesOf<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(Hyphenated)];

    private static string Hyphenated(string name) =>
        string.Concat(name.Select((letter, i) => i > 0 && char.IsUpper(letter) ? $"-{letter}" : $"{letter}")).ToLowerInvariant();
}
