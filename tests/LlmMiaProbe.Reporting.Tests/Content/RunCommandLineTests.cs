using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Content;

namespace LlmMiaProbe.Reporting.Tests.Content;

public sealed class RunCommandLineTests
{
    [Fact]
    public void The_command_names_everything_that_is_not_a_default()
    {
        var settings = new RunSettings
        {
            Model = "my model's.gguf",
            Reference = "base.gguf",
            Corpora = [new CorpusSource("a.jsonl"), new CorpusSource("m.txt", Membership.Member), new CorpusSource("b.jsonl")],
            Attacks = ["loss", "min-k(k=0.2)"],
            Limit = 10,
            KeepText = false,
            FalseDiscoveryRate = 0.05,
        };
        Assert.Equal(
            """
            mia-probe run \
              --model 'my model'\''s.gguf' \
              --reference base.gguf \
              --corpus a.jsonl b.jsonl \
              --members m.txt \
              --attacks 'loss,min-k(k=0.2)' \
              --fdr 0.05 \
              --limit 10 \
              --seed 0 \
              --numerics exact \
              --no-text
            """.ReplaceLineEndings("\n"),
            RunCommandLine.Of(settings));
    }
}
