namespace LlmMiaProbe.Cli.Configuration;

internal enum OutputFormat
{
    Table,
    Json,
}
