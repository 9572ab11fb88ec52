namespace LlmMiaProbe.Cli;

/// <summary>What is written for machines that build and test.</summary>
internal enum CiFormat
{
    JUnit,
    Sarif,
    Markdown,
}
