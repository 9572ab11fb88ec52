using System.CommandLine;
using LlmMiaProbe.Cli.Commands;
using LlmMiaProbe.Lab;

namespace LlmMiaProbe.Cli.Lab;

/// <summary>The options of a training, and the recipe made of them.</summary>
internal sealed class RecipeOptions
{
    private static readonly TrainingRecipe s_usual = new();

    private readonly Option<int> _epochs = NumberOption.Whole("--epochs", "passes over the members", 1, s_usual.Epochs);
    private readonly Option<double> _rate = NumberOption.Real("--learning-rate", "highest learning rate", 0, s_usual.LearningRate);
    private readonly Option<string> _schedule = ChoiceOption.Create(
        "--schedule", "fall of the learning rate after the warm-up, to a tenth", "cosine", "linear", "constant");
    private readonly Option<double> _warmUp = NumberOption.Real("--warm-up", "share of the steps over which the learning rate rises", 0, s_usual.WarmUp);
    private readonly Option<double> _decay = NumberOption.Real("--weight-decay", "decoupled weight decay", 0, s_usual.WeightDecay);
    private readonly Option<int> _batch = NumberOption.Whole("--batch", "windows a step; documents a step with --dp-noise", 1, s_usual.Batch);
    private readonly Option<int?> _window = NumberOption.WholeOrNone("--window", "tokens a window [default: 256, or the model's context if that is less]", 8);
    private readonly Option<string> _packing = ChoiceOption.Create("--packing", "documents one after the other, or one a window", "stream", "document");
    private readonly Option<string> _loss = ChoiceOption.Create(
        "--loss", "tokens of chat records that the loss is on: what the assistant says, or all", "answers", "all");
    private readonly Option<int> _seed = NumberOption.Whole("--seed", "decides the order of documents", 0, s_usual.Seed);
    private readonly Option<int> _patience = NumberOption.Whole(
        "--patience", "stop after this many epochs without a lower validation loss and keep the best; 0 to train all", 0, s_usual.Patience);
    private readonly Option<double> _noise = NumberOption.Real("--dp-noise", "noise over clipping norm of differentially private training; 0 for none", 0, 0);
    private readonly Option<double> _clip = NumberOption.Real("--dp-clip", "largest norm of a document's gradient in private training", 0, 0.1);
    private readonly Option<double> _delta = NumberOption.Real("--dp-delta", "delta that epsilon is stated at", 0, 1e-3);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            _epochs, _rate, _schedule, _warmUp, _decay, _batch, _window,
            _packing, _loss, _seed, _patience, _noise, _clip, _delta,
        })
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="ConfigurationException">A value is out of range.</exception>
    public TrainingRecipe Read(ParseResult parsed)
    {
        var noise = parsed.GetValue(_noise);
        var recipe = new TrainingRecipe
        {
            Epochs = parsed.GetValue(_epochs),
            LearningRate = parsed.GetValue(_rate),
            Schedule = Enum.Parse<RateSchedule>(parsed.GetValue(_schedule) ?? "cosine", ignoreCase: true),
            WarmUp = parsed.GetValue(_warmUp),
            WeightDecay = parsed.GetValue(_decay),
            Batch = parsed.GetValue(_batch),
            Window = parsed.GetValue(_window),
            Packing = Enum.Parse<Packing>(parsed.GetValue(_packing) ?? "stream", ignoreCase: true),
            Loss = Enum.Parse<LossTokens>(parsed.GetValue(_loss) ?? "answers", ignoreCase: true),
            Seed = parsed.GetValue(_seed),
            Patience = parsed.GetValue(_patience),
            Privacy = noise > 0 ? new PrivacyRecipe(noise, parsed.GetValue(_clip), parsed.GetValue(_delta)) : null,
        };
        recipe.Require();
        return recipe;
    }
}
