using LlmMiaProbe.Frequencies;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>How often each token occurs in general text.</summary>
internal sealed class FrequencySource : EvidenceSource
{
    public override string Lack => "no table of token frequencies";

    public override string Option => "--frequencies";

    public override string Refusal => "compares with how often tokens occur in general: "
        + "add --frequencies FILE (made by 'mia-probe frequencies build'), or leave it out.";

    public override bool IsTable => true;

    public override bool WorksOnTargetTokens => true;

    public override bool Answers(ModelRole role) => role == ModelRole.Frequencies;

    public override bool IsGiven(RunSettings run) => run.Frequencies is not null;

    public override ITokenScorer Open(ModelRole role, RunSettings run, ISourceModels models)
    {
        var path = run.Frequencies ?? throw NotGiven("frequency table", "FILE, made by 'mia-probe frequencies build'");
        var table = FrequencyFile.Read(path);
        var tokenizer = models.Open(new ModelFiles(run.Model, run.Lora));
        try
        {
            return new UnigramScorer(Path.GetFileName(path), table, tokenizer);
        }
        catch
        {
            tokenizer.Dispose();
            throw;
        }
    }
}

/// <summary>How often each word occurs in general text.</summary>
internal sealed class WordFrequencySource : EvidenceSource
{
    public override string Lack => "no table of word frequencies";

    public override string Option => "--word-frequencies";

    public override string Refusal => "compares with how often words occur in general: "
        + "add --word-frequencies FILE (made by 'mia-probe frequencies build --words'), or leave it out.";

    public override bool IsTable => true;

    public override bool WorksOnTargetTokens => true;

    public override bool Answers(ModelRole role) => role == ModelRole.WordFrequencies;

    public override bool IsGiven(RunSettings run) => run.WordFrequencies is not null;

    public override ITokenScorer Open(ModelRole role, RunSettings run, ISourceModels models)
    {
        var path = run.WordFrequencies ?? throw NotGiven("word frequency table", "FILE, made by 'mia-probe frequencies build --words'");
        return new WordFrequencyScorer(Path.GetFileName(path), WordFrequencyFile.Read(path), models.Open(new ModelFiles(run.Model, run.Lora)));
    }
}
