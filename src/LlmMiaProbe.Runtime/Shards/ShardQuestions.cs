using System.Text.Json;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Prompts;
using LlmMiaProbe.Questions;
using LlmMiaProbe.Runs;

namespace LlmMiaProbe.Runtime;

/// <summary>What is asked about documents, as a plan holds it.</summary>
/// <param name="Route">Of the method, such as <c>decop</c>.</param>
/// <param name="Values">What was set of it, by the name of the parameter.</param>
/// <param name="PromptFolder">With prompts in place of built-in ones, or null.</param>
/// <param name="Prompts">SHA-256 of each prompt that it asks.</param>
/// <param name="Paraphraser">GGUF file of the model that writes paraphrases, or null.</param>
internal sealed record ShardQuestions(
    string Route, IReadOnlyDictionary<string, JsonElement> Values, string? PromptFolder, IReadOnlyList<string> Prompts, string? Paraphraser)
{
    /// <summary>Makes the method anew.</summary>
    /// <param name="run">Settings of the run.</param>
    /// <exception cref="ConfigurationException">The plan names what there is not.</exception>
    /// <exception cref="PrerequisiteException">The prompts changed after planning.</exception>
    public PartQuestions Read(RunSettings run)
    {
        var route = Method();
        var library = PromptFolder is null ? PromptLibrary.BuiltIn : PromptLibrary.BuiltIn.With(PromptFolder);
        if (!route.Slots.Select(slot => library.Of(slot).Hash).SequenceEqual(Prompts))
        {
            throw new PrerequisiteException($"the prompts of {PromptFolder ?? "this program"} are not those of the plan: restore them, or plan anew");
        }

        var method = route.Create(library, new RouteValues(route.Parameters.ToDictionary(parameter => parameter.Name, ValueOf)), run.Seed);
        RequireParts(method, Route);
        return new PartQuestions(method, Writer(run));
    }

    /// <summary>The options that say what was set, as they would be typed.</summary>
    /// <exception cref="ConfigurationException">The plan names what there is not.</exception>
    public IEnumerable<(string Option, object Value)> Typed() => Method().Parameters
        .SelectMany(parameter => ValueOf(parameter) is string[] texts
            ? texts.Cast<object>().Select(text => (parameter, text))
            : [(parameter, ValueOf(parameter))])
        .Select(set => ($"--{set.parameter.Name}", set.Item2));

    /// <exception cref="ConfigurationException">The method cannot be asked in parts.</exception>
    public static void RequireParts(IQuestionMethod method, string route)
    {
        if (method.WhyWhole is { } reason)
        {
            throw new ConfigurationException($"'ask {route}' cannot be cut into tasks: {reason}. Run it on one machine.");
        }
    }

    private QuestionRoute Method() => QuestionRoute.All.FirstOrDefault(route => route.Name == Route)
        ?? throw new ConfigurationException("the plan asks by a method that there is not: plan anew.");

    /// <summary>The same run with the model that writes paraphrases under test; null if none does.</summary>
    private RunSettings? Writer(RunSettings run) => Paraphraser is null ? null : run with { Lora = [], Model = Paraphraser, Reference = null };

    private object ValueOf(RouteParameter parameter)
    {
        try
        {
            var value = Values[parameter.Name];
            return parameter switch
            {
                CountParameter when value.GetInt32() is >= 1 and var count => count,
                ChoiceParameter choice when choice.Choices.Contains(value.GetString()) => value.GetString() ?? "",
                TextsParameter => value.EnumerateArray().Select(text => text.GetString() ?? "").ToArray(),
                _ => throw new InvalidOperationException("It is not one of those that are allowed."),
            };
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ConfigurationException($"the plan sets --{parameter.Name} of 'ask {Route}' to nothing that is allowed: plan anew.", e);
        }
    }
}
