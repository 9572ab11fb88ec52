using System.Text;
using LlmMiaProbe.Files;

namespace LlmMiaProbe.Prompts;

/// <summary>The prompts of a run: those that come with the program, and in their place those of the user's folder.</summary>
public sealed class PromptLibrary
{
    private const string Extension = ".txt";
    private const string ResourcePrefix = "prompts/";

    private readonly Dictionary<string, PromptTemplate> _prompts;

    private PromptLibrary(Dictionary<string, PromptTemplate> prompts) => _prompts = prompts;

    /// <summary>Those that come with the program: the files of <c>prompts/</c>.</summary>
    public static PromptLibrary BuiltIn { get; } = new(PromptSlot.All.Select(ReadBuiltIn).ToDictionary(prompt => prompt.Name, StringComparer.Ordinal));

    /// <summary>In the order of <see cref="PromptSlot.All"/>.</summary>
    public IEnumerable<PromptTemplate> Prompts => PromptSlot.All.Select(this.Of);

    public PromptTemplate Of(PromptSlot slot) => _prompts[slot.Name];

    /// <summary>The prompts with those of a folder (<c>*.txt</c>) in place of the ones of the same name.</summary>
    /// <exception cref="PrerequisiteException">Folder or file cannot be read, or the folder holds no prompt.</exception>
    /// <exception cref="ConfigurationException">A file is no prompt, or not one that is asked; the message names file and line.</exception>
    public PromptLibrary With(string folder)
    {
        var prompts = new Dictionary<string, PromptTemplate>(_prompts, StringComparer.Ordinal);
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, text) in ReadFolder(folder))
        {
            var prompt = PromptFile.Parse(text, path);
            if (!files.TryAdd(prompt.Name, path))
            {
                throw new ConfigurationException($"{path}: the prompt '{prompt.Name}' is also in {files[prompt.Name]}; keep one of them.");
            }

            prompts[prompt.Name] = prompt;
        }

        return new PromptLibrary(prompts);
    }

    private static List<(string Path, string Text)> ReadFolder(string folder)
    {
        try
        {
            var files = Directory.EnumerateFiles(folder, "*" + Extension).Order(StringComparer.Ordinal)
                .Select(path => (path, OutsideFile.ReadText(path, isStrict: true))).ToList();
            return files.Count > 0
                ? files
                : throw new PrerequisiteException(
                    $"There is no prompt in {folder}: expected files *{Extension} such as 'mia-probe prompts show name-cloze' prints.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException($"The prompts in {folder} cannot be read ({error.Message.TrimEnd('.')}): name a folder of prompt files.", error);
        }
        catch (DecoderFallbackException error)
        {
            throw new ConfigurationException($"A prompt in {folder} is not UTF-8 (byte {error.Index}): convert it first.", error);
        }
    }

    /// <summary>A file that comes with the program.</summary>
    /// <exception cref="ConfigurationException">There is no such prompt.</exception>
    public static string ReadBuiltIn(string name)
    {
        using var stream = typeof(PromptLibrary).Assembly.GetManifestResourceStream($"{ResourcePrefix}{name}{Extension}")
            ?? throw new ConfigurationException(
                $"There is no prompt named '{name}'; expected one of {string.Join(", ", PromptSlot.All.Select(slot => slot.Name))}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static PromptTemplate ReadBuiltIn(PromptSlot slot) =>
        PromptFile.Parse(ReadBuiltIn(slot.Name), $"{slot.Name}{Extension}") with { Origin = "built in" };
}
