using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Attacks;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed class AttackSelectionTests
{
    [Property]
    public Property What_is_spelled_is_read_back_as_the_same_setting() =>
        Prop.ForAll(Configured.ListOf().Where(list => list.Count > 0).ToArbitrary(), attacks =>
            AttackSelection.Parse(string.Join(',', attacks.Select(attack => attack.Id))).Select(attack => attack.Id)
                .SequenceEqual(attacks.Select(attack => attack.Id).Distinct()));

    [Theory]
    [InlineData("loss", "loss")]
    [InlineData("min-k", "min-k(k=0.2)")]
    [InlineData("min-k()", "min-k(k=0.2)")]
    [InlineData("min-k(k=0.1),loss,min-k(k=0.3)", "min-k(k=0.1) loss min-k(k=0.3)")]
    [InlineData("  loss ,\tmin-k ( k = 0.1 ) \n", "loss min-k(k=0.1)")]
    [InlineData("loss,,zlib,", "loss zlib")]
    [InlineData("loss,loss", "loss")]
    [InlineData("min-k,min-k(k=0.2),min-k(k=0.20),min-k(k=2e-1)", "min-k(k=0.2)")]
    [InlineData("min-k(k=0.001),max-k(k=1)", "min-k(k=0.001) max-k(k=1)")]
    public void A_selection_is_read(string selection, string expected) =>
        Assert.Equal(expected.Split(' '), AttackSelection.Parse(selection).Select(attack => attack.Id));

    [Fact]
    public void Several_selections_are_one_without_repetition() =>
        Assert.Equal(["loss", "min-k(k=0.2)", "zlib"], AttackSelection.Parse(["loss,min-k", "zlib", "min-k(k=0.2)"]).Select(attack => attack.Id));

    [Theory]
    [InlineData("los", "did you mean 'loss'?")]
    [InlineData("LOSS", "did you mean 'loss'?")]
    [InlineData("min-k-plus-pls", "did you mean 'min-k-plus-plus'?")]
    [InlineData("refrence-ratio(k=1)", "did you mean 'reference-ratio'?")]
    [InlineData("loss,something-else", "there is no attack 'something-else';")]
    [InlineData("min-k(q=1)", "min-k has no parameter 'q' (it has k)")]
    [InlineData("loss(k=1)", "loss has no parameter 'k' (it has none)")]
    [InlineData("min-k(k=0)", "k must be a number from 0.001 to 1")]
    [InlineData("min-k(k=1.01)", "k must be a number from 0.001 to 1")]
    [InlineData("min-k(k=NaN)", "k must be a number")]
    [InlineData("min-k(k=1,5)", "min-k has no parameter '5'")]
    [InlineData("min-k(k=)", "k must be a number")]
    [InlineData("min-k(k)", "k must be a number")]
    [InlineData("min-k(k=0.1,k=0.2)", "k is given twice")]
    [InlineData("min-k(k=0.1", "'min-k(k=0.1' cannot be read")]
    [InlineData("min-k k=0.1", "'min-k k=0.1' cannot be read")]
    [InlineData("loss),zlib", "'loss)' cannot be read")]
    [InlineData("(k=0.1)", "'(k=0.1)' cannot be read")]
    [InlineData("", "names no attack")]
    [InlineData(" , ", "names no attack")]
    public void A_selection_that_cannot_be_meant_is_refused_with_what_was_expected(string selection, string expected)
    {
        var error = Assert.Throws<ConfigurationException>(() => AttackSelection.Parse(selection));
        Assert.StartsWith("--attacks: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_selection_at_all_is_refused() =>
        Assert.Contains("names no attack", Assert.Throws<ConfigurationException>(() => AttackSelection.Parse([])).Message, StringComparison.Ordinal);

    [Property(MaxTest = 1000)]
    public Property Any_text_is_read_or_refused()
    {
        var text = Gen.Elements("loss", "min-k", "(", ")", ",", "=", "k", "0.5", " ", "é", "\n", "nan", "1e999").ListOf().Select(string.Concat);
        return Prop.ForAll(text.ToArbitrary(), selection =>
        {
            try
            {
                return AttackSelection.Parse(selection).Count > 0;
            }
            catch (ConfigurationException)
            {
                return true;
            }
        });
    }

    [Fact]
    public void The_defaults_are_the_attacks_that_need_no_further_passes_with_the_values_of_their_papers()
    {
        Assert.Equal(AttackCatalog.All.Select(attack => attack.Description.Id), AttackSelection.Parse(AttackSelection.All.Select(a => a.Id)).Select(attack => attack.Attack.Description.Id));
        Assert.Equal(AttackSelection.All.Where(attack => !attack.Attack.Description.OnRequest).Select(attack => attack.Id), AttackSelection.Defaults.Select(attack => attack.Id));
    }

    private static Gen<ConfiguredAttack> Configured =>
        from attack in Gen.Elements(AttackCatalog.All.ToArray())
        from shares in Gen.ArrayOf(Gen.Choose(0, 1_000_000).Select(n => n / 1e6), attack.Description.Parameters.Count)
        select new ConfiguredAttack(attack, new AttackSettings(attack.Description.Parameters
            .Zip(shares, (parameter, share) => (parameter.Name, Value: Between(parameter, share)))
            .ToDictionary(given => given.Name, given => given.Value)));

    private static double Between(AttackParameter parameter, double share)
    {
        var value = Math.Clamp(parameter.Minimum + (share * (parameter.Maximum - parameter.Minimum)), parameter.Minimum, parameter.Maximum);
        return parameter.IsInteger ? Math.Floor(value) : value;
    }
}
