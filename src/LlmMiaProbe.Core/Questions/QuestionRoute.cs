using LlmMiaProbe.Prompts;

namespace LlmMiaProbe.Questions;

/// <summary>
/// A method of questions as users meet it: its name, what it asks, and what may be set. It stands beside its method; a new method is that
/// file and its prompts.
/// </summary>
public abstract class QuestionRoute
{
    private protected QuestionRoute()
    {
    }

    /// <summary>All of them by name, found by reflection.</summary>
    public static IReadOnlyList<QuestionRoute> All { get; } =
    [
        .. typeof(QuestionRoute).Assembly.GetTypes()
            .Where(type => type is { IsSealed: true } && type.IsSubclassOf(typeof(QuestionRoute)))
            .Select(type => (QuestionRoute)Activator.CreateInstance(type)!)
            .OrderBy(route => route.Name, StringComparer.Ordinal),
    ];

    /// <summary>One lower-case word, such as <c>decop</c>.</summary>
    public abstract string Name { get; }

    /// <summary>One sentence with the paper.</summary>
    public abstract string Summary { get; }

    /// <summary>Options of an example, as they would be typed.</summary>
    public abstract string Example { get; }

    /// <summary>What one has to know to read the result; lines of at most 80 characters.</summary>
    public abstract string Help { get; }

    /// <summary>The prompts that it asks.</summary>
    public abstract IReadOnlyList<PromptSlot> Slots { get; }

    /// <summary>Whether a model that the user names rewrites passages.</summary>
    public virtual bool RewritesPassages => false;

    public virtual IReadOnlyList<RouteParameter> Parameters => [];

    /// <exception cref="ConfigurationException">A value is not allowed.</exception>
    public abstract IQuestionMethod Create(PromptLibrary prompts, RouteValues values, int seed);
}

/// <summary>What may be set of a method.</summary>
/// <param name="Name">Lower-case words joined by hyphens, such as <c>reply-tokens</c>.</param>
/// <param name="Meaning">One line, with the unit.</param>
public abstract record RouteParameter(string Name, string Meaning)
{
    /// <summary>A whole number of at least 1.</summary>
    public static RouteParameter Count(string name, string meaning, int usual) => new CountParameter(name, meaning, usual);

    /// <summary>One of a few words, the first being the default.</summary>
    public static RouteParameter Choice(string name, string meaning, params string[] choices) => new ChoiceParameter(name, meaning, choices);

    /// <summary>Texts, each by itself.</summary>
    public static RouteParameter Texts(string name, string meaning, params string[] usual) => new TextsParameter(name, meaning, usual);
}

/// <summary>A whole number of at least 1.</summary>
/// <param name="Name">Lower-case words joined by hyphens.</param>
/// <param name="Meaning">One line, with the unit.</param>
/// <param name="Usual">The default.</param>
public sealed record CountParameter(string Name, string Meaning, int Usual) : RouteParameter(Name, Meaning);

/// <summary>One of a few words.</summary>
/// <param name="Name">Lower-case words joined by hyphens.</param>
/// <param name="Meaning">One line.</param>
/// <param name="Choices">The first is the default.</param>
public sealed record ChoiceParameter(string Name, string Meaning, IReadOnlyList<string> Choices) : RouteParameter(Name, Meaning);

/// <summary>Texts, each by itself.</summary>
/// <param name="Name">Lower-case words joined by hyphens.</param>
/// <param name="Meaning">One line, with the unit.</param>
/// <param name="Usual">The default.</param>
public sealed record TextsParameter(string Name, string Meaning, IReadOnlyList<string> Usual) : RouteParameter(Name, Meaning);

/// <summary>What was set of a method: numbers, words and lists of texts by the name of the parameter. To ask for another is a bug.</summary>
public sealed class RouteValues(IReadOnlyDictionary<string, object> values)
{
    public int Count(string name) => (int)values[name];

    public string Choice(string name) => (string)values[name];

    public IReadOnlyList<string> Texts(string name) => (IReadOnlyList<string>)values[name];
}
