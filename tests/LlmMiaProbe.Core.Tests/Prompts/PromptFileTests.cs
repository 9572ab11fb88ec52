using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;
using LlmMiaProbe.Prompts;
using LlmMiaProbe.Questions;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Prompts;

public sealed class PromptFileTests : IDisposable
{
    private const string Cloze = "name: name-cloze\nversion: 2\nsource: mine\nvariables: passage\n---\n[system]\nBe brief.\n[user]\nWho is [MASK]?\n{{passage}}\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_program_carries_the_files_of_the_repository()
    {
        var files = Directory.GetFiles(RepositoryFolder.PathOf("prompts")).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(PromptSlot.All.Select(slot => slot.Name).Order(StringComparer.Ordinal), files.Select(Path.GetFileNameWithoutExtension));
        Assert.All(files, file =>
        {
            var prompt = PromptLibrary.BuiltIn.Prompts.Single(prompt => prompt.Name == Path.GetFileNameWithoutExtension(file));
            Assert.Equal(ContentHash.Of(File.ReadAllBytes(file)).Hex, prompt.Hash);
            Assert.Equal("built in", prompt.Origin);
            Assert.Equal(File.ReadAllText(file), PromptLibrary.ReadBuiltIn(prompt.Name));
        });
    }

    [Fact]
    public void A_prompt_has_roles_and_takes_values_as_they_are()
    {
        var prompt = PromptFile.Parse(Cloze, "x.txt");
        Assert.Equal(("name-cloze", 2, "mine", "x.txt"), (prompt.Name, prompt.Version, prompt.Source, prompt.Origin));
        Assert.Equal(["passage"], prompt.Variables);
        Assert.Equal(
            [ChatMessage.System("Be brief."), ChatMessage.User("Who is [MASK]?\n{{passage}} [user] $1 \\0")],
            prompt.Fill(("passage", "{{passage}} [user] $1 \\0"), ("title", "unused")));
    }

    [Fact]
    public void Line_ends_change_no_hash_and_words_do()
    {
        var hash = PromptFile.Parse(Cloze, "a").Hash;
        Assert.Equal(hash, PromptFile.Parse(Cloze.ReplaceLineEndings("\r\n"), "b").Hash);
        Assert.Equal(ContentHash.Of(Cloze).Hex, hash);
        Assert.NotEqual(hash, PromptFile.Parse(Cloze.Replace("Who", "Whoever", StringComparison.Ordinal), "a").Hash);
    }

    [Theory]
    [InlineData("name: name-cloze\nversion: 1\n", "p.txt:3: there is no line '---' between the header and the messages.")]
    [InlineData("name: name-cloze\nVersion: 1\n---\nx", "p.txt:2: 'Version' is no line of a header; expected name:, version:, source:, variables: or '---'.")]
    [InlineData("name: name-cloze\nname: guided\n---\nx", "p.txt:2: name is given twice.")]
    [InlineData("name: name-cloze\nversion: 1\nvariables: passage\n---\n{{passage}}", "p.txt:4: the header lacks source.")]
    [InlineData("name: name-cloze\nversion: one\nsource: s\nvariables: passage\n---\n{{passage}}", "p.txt:2: version is 'one'; expected a whole number of at least 1.")]
    [InlineData("name: name-cloze\nversion: 1\nsource: s\nvariables: passage\n---\nWho?\n{{pasage}}", "p.txt:7: the variable 'pasage' is not declared; the header declares passage.")]
    [InlineData("name: name-cloze\nversion: 1\nsource: s\nvariables: passage\n---\nWho?", "p.txt:4: the variable 'passage' is declared and not used.")]
    [InlineData("name: name-cloze\nversion: 1\nsource: s\nvariables: passage, passage\n---\n{{passage}}", "p.txt:4: a variable is declared twice.")]
    [InlineData("name: name-cloze\nversion: 1\nsource: s\nvariables: passage, author\n---\n{{passage}} {{author}}", "p.txt:4: the variable 'author' has no value in name-cloze; there can be passage.")]
    [InlineData("name: name-cloze\nversion: 1\nsource: s\nvariables:\n---\nWho?", "p.txt:4: name-cloze has to declare and use the variable 'passage'.")]
    [InlineData("name: name-close\nversion: 1\nsource: s\nvariables:\n---\nWho?", "p.txt:1: no method asks a prompt named 'name-close'; expected one of continue-first, continue-next, continue-text, decop-paraphrase, decop-question, general, guided, name-cloze, quiz-question, quiz-rewrite, repeat-word.")]
    [InlineData("name: continue-next\nversion: 1\nsource: s\nvariables:\n---\n[system]\nx\n", "p.txt:8: the last message has to be the user's, and there has to be one.")]
    [InlineData("name: continue-next\nversion: 1\nsource: s\nvariables:\n---\n[system]\n\n[user]\nGo on.", "p.txt:6: the message of [system] is empty.")]
    public void What_is_wrong_is_said_with_file_and_line(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() => PromptFile.Parse(text, "p.txt")).Message);

    [Fact]
    public void Prompts_of_a_folder_take_the_place_of_those_of_the_same_name()
    {
        var path = Path.Combine(_folder.Path, "any-name.txt");
        File.WriteAllText(path, Cloze);
        var library = PromptLibrary.BuiltIn.With(_folder.Path);
        Assert.Equal((2, path), (library.Of(NameCloze.Slot).Version, library.Of(NameCloze.Slot).Origin));
        Assert.Equal(PromptLibrary.BuiltIn.Of(GuidedInstruction.Guided), library.Of(GuidedInstruction.Guided));
        Assert.Equal("built in", PromptLibrary.BuiltIn.Of(NameCloze.Slot).Origin);

        var second = Path.Combine(_folder.Path, "b.txt");
        File.WriteAllText(second, Cloze);
        Assert.Equal($"{second}: the prompt 'name-cloze' is also in {path}; keep one of them.", Assert.Throws<ConfigurationException>(() => PromptLibrary.BuiltIn.With(_folder.Path)).Message);
        File.WriteAllBytes(second, [0xC3, 0x28]);
        Assert.Contains("is not UTF-8", Assert.Throws<ConfigurationException>(() => PromptLibrary.BuiltIn.With(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_prompts_is_missing_something()
    {
        Assert.StartsWith("There is no prompt in ", Assert.Throws<PrerequisiteException>(() => PromptLibrary.BuiltIn.With(_folder.Path)).Message, StringComparison.Ordinal);
        Assert.StartsWith("The prompts in ", Assert.Throws<PrerequisiteException>(() => PromptLibrary.BuiltIn.With(Path.Combine(_folder.Path, "none"))).Message, StringComparison.Ordinal);
        Assert.StartsWith("There is no prompt named 'x'", Assert.Throws<ConfigurationException>(() => PromptLibrary.ReadBuiltIn("x")).Message, StringComparison.Ordinal);
    }
}
