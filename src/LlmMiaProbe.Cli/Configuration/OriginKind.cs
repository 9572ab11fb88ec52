namespace LlmMiaProbe.Cli.Configuration;

/// <summary>The layers of settings, weakest first.</summary>
internal enum OriginKind
{
    Default,
    ProgramFile,
    UserFile,
    ConfigFile,
    Environment,
    CommandLine,
}
