using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings.Health;

namespace LlmMiaProbe.Core.Tests.Findings.Health;

public sealed class LanguageTests
{
    [Theory]
    [InlineData("It was the best of times, it was the worst of times.", "English")]
    [InlineData("Der Hund ist nicht mit dem Ball auf die Wiese gegangen.", "German")]
    [InlineData("Le chat est dans la maison et les enfants sont dehors.", "French")]
    [InlineData("El perro no se queda en la casa por las noches.", "Spanish")]
    [InlineData("Il cane non è con gli altri della casa.", "Italian")]
    [InlineData("O cão não está em casa com os meninos.", "Portuguese")]
    [InlineData("De hond is niet op het gras met een bal.", "Dutch")]
    [InlineData("Zażółć gęślą jaźń", "other Latin")]
    [InlineData("Все счастливые семьи похожи друг на друга", "Cyrillic")]
    [InlineData("吾輩は猫である。名前はまだ無い。", "Japanese")]
    [InlineData("天下大势，分久必合，合久必分。", "Chinese")]
    [InlineData("모든 국민은 법 앞에 평등하다", "Hangul")]
    [InlineData("12 + 34 = 46", Language.None)]
    [InlineData("", Language.None)]
    public void The_language_of_a_sentence(string text, string language)
    {
        var normalised = NormalisedText.Of(text);
        var tokens = new List<TextToken>();
        TextTokens.Read(normalised, tokens);
        Assert.Equal(language, Language.Of(normalised, tokens));
    }

    [Theory]
    [InlineData("In 1999 and 2003, not 12345 or 20199.", 2003)]
    [InlineData("The year 1499, or 2100", 0)]
    [InlineData("a2003b x2004", 0)]
    [InlineData("(2007)", 2007)]
    public void The_latest_year(string text, int year)
    {
        var normalised = NormalisedText.Of(text);
        var tokens = new List<TextToken>();
        TextTokens.Read(normalised, tokens);
        Assert.Equal(year, YearTokens.LatestOf(normalised, tokens));
    }

    [Fact]
    public void Tokens_are_words_and_single_marks()
    {
        var tokens = new List<TextToken>();
        TextTokens.Read("don't 3rd—名前 a", tokens);
        Assert.Equal(["don", "'", "t", "3rd", "—", "名", "前", "a"], tokens.Select(t => "don't 3rd—名前 a".Substring(t.Start, t.Length)));
        Assert.Equal([true, false, true, true, false, true, true, true], tokens.Select(t => t.IsWord));
    }
}
