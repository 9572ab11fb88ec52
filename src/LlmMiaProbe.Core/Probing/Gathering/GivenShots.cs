using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;

namespace LlmMiaProbe.Probing;

/// <summary>The shots that stood before every text of a run.</summary>
/// <param name="Label">Known non-members, or known members.</param>
/// <param name="Asked">What the attack asked for.</param>
/// <param name="Given">What there was room for; the same for every document.</param>
/// <param name="InFile">Shots in the file, at most 100.</param>
/// <param name="ContextTokens">Of which half is for shots.</param>
public sealed record GivenShots(Membership Label, int Asked, int Given, int InFile, int ContextTokens)
{
    /// <summary>Whether an attack had them before its texts.</summary>
    public bool IsOf(ConfiguredAttack attack) => attack.Evidence.Any(request => request.Variant.Prefix == new PrefixSource(Label, Asked));

    /// <summary>For people.</summary>
    public string Sentence => $"before each text stood {Given} of the {Asked} {(Label == Membership.Member ? "member" : "non-member")} shots asked for"
        + (Given == Asked ? "."
            : Given == InFile ? $": the file holds no more."
            : $": no more of the {InFile} in the file fit into half of the context of {ContextTokens} tokens, and the shortest were taken.");
}
