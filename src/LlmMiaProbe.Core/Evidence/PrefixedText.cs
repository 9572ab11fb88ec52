using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Evidence;

/// <summary>The text as given, after a prefix of other documents.</summary>
internal sealed record PrefixedText(PrefixSource Source) : TextVariant($"after-{Source.Label.ToText()}s({Source.Shots})")
{
    public override PrefixSource Prefix => Source;

    public override string Apply(string text) => text;
}
