using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Core.Tests.Evidence;

public sealed class EvidenceKeyTests
{
    private static readonly Gen<(string Model, string Policy, int? Bos, string Tokens)> Contents =
        from model in Gen.Elements("aa", "ab")
        from policy in Gen.Elements("context 32", "context 64")
        from bos in Gen.Elements<int?>(null, 0, 1)
        from tokens in Gen.Elements("", "0", "1", "0,0", "1,2", "2,1", "256", "1,256")
        select (model, policy, bos, tokens);

    [Property(MaxTest = 2000)]
    public Property Keys_are_equal_exactly_if_model_policy_BOS_and_tokens_are() =>
        Prop.ForAll(Contents.Two().ToArbitrary(), pair => (KeyOf(pair.Item1) == KeyOf(pair.Item2)) == (pair.Item1 == pair.Item2));

    [Fact]
    public void A_key_is_sixty_four_lower_case_hexadecimal_digits() =>
        Assert.Matches("^[0-9a-f]{64}$", KeyOf(("aa", "context 32", 1, "5,6")).Hex);

    private static EvidenceKey KeyOf((string Model, string Policy, int? Bos, string Tokens) content) => EvidenceKey.Of(
        new ModelFingerprint(content.Model),
        content.Policy,
        content.Bos,
        [.. content.Tokens.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)]);
}
