namespace LlmMiaProbe.Cli.Configuration;

/// <summary>The keys of all settings, as <c>Section:Name</c>.</summary>
internal static class SettingKey
{
    public const string Model = "Run:Model";
    public const string Reference = "Run:Reference";
    public const string Frequencies = "Run:Frequencies";
    public const string WordFrequencies = "Run:WordFrequencies";
    public const string Shadows = "Run:Shadows";
    public const string Corpus = "Run:Corpus";
    public const string Books = "Run:Books";
    public const string Members = "Run:Members";
    public const string NonMembers = "Run:NonMembers";
    public const string Calibration = "Run:Calibration";
    public const string Mondrian = "Run:Mondrian";
    public const string FalseDiscoveryRate = "Run:FalseDiscoveryRate";
    public const string Shots = "Run:Shots";
    public const string MemberShots = "Run:MemberShots";
    public const string Attacks = "Run:Attacks";
    public const string Limit = "Run:Limit";
    public const string Seed = "Run:Seed";
    public const string Strict = "Run:Strict";
    public const string KeepText = "Run:KeepText";
    public const string Resamples = "Run:Resamples";
    public const string PrefixTokens = "Extraction:PrefixTokens";
    public const string SuffixTokens = "Extraction:SuffixTokens";
    public const string Stride = "Extraction:Stride";
    public const string Sample = "Extraction:Sample";
    public const string Prior = "Extraction:Prior";
    public const string Temperature = "Decoding:Temperature";
    public const string TopK = "Decoding:TopK";
    public const string TopP = "Decoding:TopP";
    public const string StorePath = "Store:Path";
    public const string NativeDirectory = "Llama:NativeDirectory";
    public const string Numerics = "Llama:Numerics";
    public const string Bos = "Llama:Bos";
    public const string ContextLength = "Llama:ContextLength";
    public const string Threads = "Llama:Threads";
    public const string WidenWeights = "Llama:WidenWeights";
    public const string GpuLayers = "Llama:GpuLayers";
    public const string MainGpu = "Llama:MainGpu";
    public const string SplitMode = "Llama:SplitMode";
    public const string AllowCpu = "Llama:AllowCpu";
    public const string Engine = "Llama:Engine";
    public const string FailIf = "Gates:FailIf";
    public const string Format = "Output:Format";
    public const string Quiet = "Output:Quiet";
    public const string Verbose = "Output:Verbose";
}
