using LlmMiaProbe.Corpora;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;

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
            Engine = ModelEngine.LlamaCpp,
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
              --no-text \
              --seed 0 \
              --numerics exact \
              --engine llama-cpp
            """.ReplaceLineEndings("\n"),
            RunCommandLine.Lines(settings));
    }

    [Fact]
    public void An_extraction_is_repeated_by_its_own_command()
    {
        var settings = new RunSettings
        {
            Model = "m.gguf",
            Corpora = [new CorpusSource("novel.txt", IsBook: true)],
            Attacks = [],
            Task = new ExtractionTask(new ExtractionSettings { StrideCharacters = 40, Schemes = [new DecodingScheme { Temperature = 0.8, TopK = 40 }], ShuffledPrefix = true }),
            Engine = ModelEngine.LlamaSharp,
        };
        Assert.Equal(
            "mia-probe extract --model m.gguf --book novel.txt --prefix-tokens 50 --suffix-tokens 50 --stride 40 --temperature 0.8 --top-k 40 --prior --seed 0 --numerics exact",
            RunCommandLine.Of(settings));
    }

    [Fact]
    public void The_run_of_another_command_names_that() =>
        Assert.Equal("mia-probe secret x", RunCommandLine.Of(new RunSettings { Model = "m.gguf", Corpora = [], Attacks = [], Task = new SecretTask("mia-probe secret x") }));
}
