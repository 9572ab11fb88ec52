using LlmMiaProbe.Core.Tests.Attacks;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Core.Tests.Evidence;

public sealed class DocumentEvidenceTests
{
    [Fact]
    public void Evidence_is_found_by_model_and_variant()
    {
        var (plain, lower, reference) = (Scores.Of([-1]), Scores.Of([-2]), Scores.Of([-3]));
        var evidence = new DocumentEvidence(DocumentFacts.Of("A"), new Dictionary<string, TokenScores>
        {
            ["target/plain"] = plain,
            ["target/lowercase"] = lower,
            ["reference/plain"] = reference,
        }, sameTokenizer: true);
        Assert.Same(plain, evidence.Target);
        Assert.Same(lower, evidence[EvidenceRequest.Target(TextVariant.Lowercase)]);
        Assert.Same(reference, evidence.Reference);
    }

    [Fact]
    public void Evidence_that_was_not_declared_cannot_be_read()
    {
        var attack = Scores.Attack("loss");
        var evidence = Scores.Evidence(attack, _ => Scores.Of([-1]));
        var error = Assert.Throws<InvalidOperationException>(() => evidence.Reference);
        Assert.Contains("reference/plain", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shadow_models_are_read_on_the_declared_side_only()
    {
        var evidence = new DocumentEvidence(DocumentFacts.Of("A"), new Dictionary<string, TokenScores>(), sameTokenizer: true, shadowsOut: [-1, -2]);
        Assert.Equal([-1, -2], evidence.ShadowsOut);
        Assert.Contains("shadow-in/plain", Assert.Throws<InvalidOperationException>(() => evidence.ShadowsIn).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Facts_of_a_text_are_its_digest_and_lengths()
    {
        var facts = DocumentFacts.Of("abc");

        // The test vector of FIPS 180-2.
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", facts.Hash.Hex);
        Assert.Equal(3, facts.ByteLength);
        Assert.Equal(11, facts.ZlibLength);
        Assert.Equal(12, DocumentFacts.Of("naïve café").ByteLength);
    }

    [Fact]
    public void Variants_rewrite_the_text_as_named()
    {
        Assert.Equal("Straße ÀÉ I", TextVariant.Plain.Apply("Straße ÀÉ I"));
        Assert.Equal("straße àé i", TextVariant.Lowercase.Apply("Straße ÀÉ I"));
        Assert.Equal(("plain", "lowercase"), (TextVariant.Plain.Id, TextVariant.Lowercase.Id));
    }
}
