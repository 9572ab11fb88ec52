namespace LlmMiaProbe.Cli.Configuration;

/// <summary>A value that could be chosen once and cannot any more.</summary>
/// <param name="choice">As it was written.</param>
/// <param name="sentence">Why not any more.</param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
internal sealed class WithdrawnAttribute(string choice, string sentence) : Attribute
{
    public string Choice => choice;

    public string Sentence => sentence;
}
