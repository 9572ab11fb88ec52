using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Cli.Views;

/// <summary>What may be said of the documents under test as a collection.</summary>
internal sealed class CollectionView(Terminal terminal, AttackNames? names = null)
{
    private readonly LabelledLines _lines = new(terminal, names: names);

    public void Write(RunEvaluation evaluation)
    {
        if (evaluation.Collection is not { Scores: { } scores } collection)
        {
            return;
        }

        _lines.Write("collection", CollectionStatement.Scores(scores, collection.Attack, evaluation.TestedAgainstCalibration));
        if (collection.Inference is { } inference)
        {
            _lines.Write("", CollectionStatement.Inference(inference, collection.Features.Count));
            _lines.Write("", CollectionStatement.Control(inference, evaluation.TestedAgainstCalibration));
        }
        else if (collection.Reason is { } reason)
        {
            _lines.Write("", reason);
        }

        _lines.Write("", CollectionStatement.Assumption);
        terminal.Output.WriteLine();
    }
}
