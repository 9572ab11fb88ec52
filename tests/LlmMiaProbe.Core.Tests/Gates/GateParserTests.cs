using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Gates;

namespace LlmMiaProbe.Core.Tests.Gates;

public sealed class GateParserTests
{
    [Property(MaxTest = 1000)]
    public Property Every_gate_that_is_written_is_read_as_the_same() =>
        Prop.ForAll(GateGenerators.Valid.ToArbitrary(), gate => Assert.Equal(gate, Gate.Parse(gate.ToString())));

    [Property(MaxTest = 500)]
    public Property Spaces_between_words_and_signs_mean_nothing() =>
        Prop.ForAll(GateGenerators.Valid.ToArbitrary(), gate =>
        {
            var text = gate.ToString();
            Assert.Equal(gate, Gate.Parse($"  {text.Replace("(", " ( ", StringComparison.Ordinal).Replace(",", " ,  ", StringComparison.Ordinal)}\t"));
            Assert.Equal(gate, Gate.Parse(text.Replace(" ", "", StringComparison.Ordinal)));
        });

    [Property(MaxTest = 5000)]
    public Property Whatever_is_written_is_a_gate_or_one_line_about_a_place_in_it() =>
        Prop.ForAll(GateGenerators.Text.ToArbitrary(), text =>
        {
            try
            {
                Assert.Equal(Gate.Parse(text), Gate.Parse(Gate.Parse(text).ToString()));
            }
            catch (ConfigurationException e)
            {
                Assert.Matches(@"\A--fail-if '[^\p{Cc}]*': at character [0-9]+ \([^\p{Cc}]*\z", e.Message);
            }
        });

    [Fact]
    public void Messages_of_attacks_are_one_line_as_well() => Assert.Equal(
        "--fail-if 'auc(min-k(k=\uFFFD9)) > 1': at character 5 ('min-k') in 'min-k(k=\uFFFD9)', k must be a number from 0.001 to 1 (share of tokens that is averaged, at least one token).",
        Assert.Throws<ConfigurationException>(() => Gate.Parse("auc(min-k(k=\n9)) > 1")).Message);

    [Theory]
    [InlineData("auc(ez-mia) > 0.6", "auc(ez-mia) > 0.6")]
    [InlineData("auc.low(min-k( k = .2 ))>=1e-1", "auc.low(min-k(k=0.2)) >= 0.1")]
    [InlineData("tpr(loss, 0.01) > 0.1", "tpr(loss, 0.01) > 0.1")]
    [InlineData("coverage(.5)>0.01", "coverage(0.5) > 0.01")]
    [InlineData("exposure(max) > 10", "exposure(max) > 10")]
    [InlineData("delta.auc.high(loss) < -0.02", "delta.auc.high(loss) < -0.02")]
    [InlineData("failed > 0", "failed > 0")]
    [InlineData("discoveries>0", "discoveries > 0")]
    public void Gates_are_printed_in_one_form(string written, string printed) => Assert.Equal(printed, Gate.Parse(written).ToString());

    [Theory]
    [InlineData("", "at character 1 (the end) expected a measure: auc, tpr, discoveries, collection.p, collection.gain, blind.auc, blind.p, coverage, exposure, failed, unreadable, left-out, delta.auc, delta.coverage, delta.exposed.")]
    [InlineData("acu(loss) > 1", "at character 1 ('acu') there is no measure 'acu'; did you mean 'auc'?.")]
    [InlineData("auc(los) > 1", "at character 5 ('los') there is no attack 'los'; did you mean 'loss'? 'mia-probe attacks list' shows all.")]
    [InlineData("auc(min-k(q=1)) > 1", "at character 5 ('min-k') min-k has no parameter 'q' (it has k).")]
    [InlineData("auc(loss > 1", "at character 10 ('>') expected ')', as in auc(ATTACK).")]
    [InlineData("auc loss", "at character 5 ('loss') expected '(', as in auc(ATTACK).")]
    [InlineData("auc(loss) = 1", "at character 11 ('=') expected one of >, >=, <, <=.")]
    [InlineData("auc(loss) == 1", "at character 11 ('==') expected one of >, >=, <, <=.")]
    [InlineData("auc(loss) > ", "at character 12 (the end) expected a number.")]
    [InlineData("auc(loss) > 60%", "at character 13 ('60%') expected a number without a percent sign: 1% is 0.01.")]
    [InlineData("auc(loss) > 1e999", "at character 13 ('1e999') the number is too large.")]
    [InlineData("auc(loss) > 0.6 and failed > 0", "at character 17 ('and') expected nothing more; a further gate takes a --fail-if of its own.")]
    [InlineData("tpr(loss) > 1", "at character 9 (')') expected ',', as in tpr(ATTACK, 0.1|0.01|0.001).")]
    [InlineData("tpr(loss, 0.05) > 1", "at character 11 ('0.05') tpr is known at 0.1, 0.01, 0.001 only.")]
    [InlineData("coverage.low(.5) > 1", "at character 1 ('coverage.low') coverage has no interval, so only its value can be tested: coverage(0.5|0.1|0.01|0.001).")]
    [InlineData("exposure(top) > 1", "at character 10 ('top') expected one of max, mean, min.")]
    public void Errors_show_the_place_what_was_expected_and_a_near_name(string text, string error) =>
        Assert.Equal($"--fail-if '{text}': {error}".Replace("?.", "?", StringComparison.Ordinal), Assert.Throws<ConfigurationException>(() => Gate.Parse(text)).Message);
}
