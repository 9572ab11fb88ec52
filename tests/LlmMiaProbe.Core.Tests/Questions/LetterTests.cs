using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Models;
using LlmMiaProbe.Questions;

namespace LlmMiaProbe.Core.Tests.Questions;

public sealed class LetterTests
{
    [Theory]
    [InlineData("A", 0)]
    [InlineData(" B.", 1)]
    [InlineData("(C)", 2)]
    [InlineData("**D**", 3)]
    [InlineData("D) because it is", 3)]
    [InlineData("C. It was a dark night", 2)]
    [InlineData("The answer is B", 1)]
    [InlineData("Answer: (C), since", 2)]
    [InlineData("I believe that option D is the quotation", 3)]
    [InlineData("A passage from the book", null)]
    [InlineData("Apple", null)]
    [InlineData("Either option A or option B", null)]
    [InlineData("E", null)]
    [InlineData("a", null)]
    [InlineData("", null)]
    [InlineData("I cannot say", null)]
    public void Replies_are_read(string reply, int? letter) => Assert.Equal(letter, LetterReply.Read(reply, 4));

    [Fact]
    public void Probabilities_are_those_of_the_letters_alone()
    {
        var probabilities = LetterReply.Probabilities([new("A", Math.Log(.3)), new(" A", Math.Log(.1)), new("B", Math.Log(.1)), new("The", Math.Log(.4)), new("E", Math.Log(.1))], 4);
        Assert.NotNull(probabilities);
        Assert.Equal([.8, .2, 0, 0], probabilities.Select(p => Math.Round(p, 12)));
        Assert.Null(LetterReply.Probabilities([new("The", -1)], 4));
        Assert.Null(LetterReply.Probabilities([], 4));
    }

    [Fact]
    public void All_orders_are_the_permutations_and_every_place_is_right_equally_often()
    {
        var orders = OptionOrders.All(4);
        Assert.Equal(24, orders.Select(order => string.Concat(order)).Distinct().Count());
        Assert.All(orders, order => Assert.Equal([0, 1, 2, 3], order.Order()));
        Assert.Equal(orders.Select(order => string.Concat(order)).Order(StringComparer.Ordinal), orders.Select(order => string.Concat(order)));
        Assert.Equal(["0123", "1230", "2301", "3012"], OptionOrders.Cyclic(4).Select(order => string.Concat(order)));
        foreach (var set in new[] { orders, OptionOrders.Cyclic(4) })
        {
            Assert.All(Enumerable.Range(0, 4), option => Assert.All(Enumerable.Range(0, 4), place => Assert.Equal(set.Count / 4, set.Count(order => order[place] == option))));
        }
    }

    [Property]
    public Property With_all_orders_answered_the_score_is_the_mean()
    {
        var chosen = Gen.Choose(0, 3).ArrayOf(24);
        return Prop.ForAll(chosen.ToArbitrary(), choices =>
        {
            var answers = OptionOrders.All(4).Select((order, i) => new LetterAnswer(Array.IndexOf(order, 0), choices[i], null)).ToList();
            Assert.Equal(answers.Count(answer => answer.Chosen == answer.Right) / 24.0, DeCopScore.Of(answers, 4) ?? -1, 12);
        });
    }

    [Property]
    public Property A_preferred_letter_earns_a_quarter_whatever_is_missing()
    {
        var cases = from letter in Gen.Choose(0, 3) from missing in Gen.Choose(0, 2).ArrayOf(24) select (letter, missing);
        return Prop.ForAll(cases.ToArbitrary(), x =>
        {
            var answers = OptionOrders.All(4).Select((order, i) => new LetterAnswer(Array.IndexOf(order, 0), x.missing[i] == 0 ? null : x.letter, null)).ToList();
            var isBalanced = Enumerable.Range(0, 4).All(place => answers.Exists(answer => answer.Right == place && answer.Chosen is not null));
            Assert.Equal(isBalanced ? .25 : null, DeCopScore.Of(answers, 4));
        });
    }

    [Fact]
    public void Probabilities_count_in_place_of_answers() =>
        Assert.Equal((.9 + .5 + .4 + .2) / 4, DeCopScore.Of([new(0, 0, .9), new(1, 0, .5), new(2, null, .4), new(3, 3, .2)], 4) ?? -1, 12);

    // Cohen's kappa with the share by chance given: (.7 - .2) / (1 - .2).
    [Fact]
    public void What_a_bias_explains_is_taken_off()
    {
        var bias = QuizBias.Of([0, 0, 0, 1, 1, 2, 4, 4, 4, 4]);
        Assert.NotNull(bias);
        Assert.Equal([.3, .2, .1, 0, .4], bias.Shares);
        Assert.Equal([2, 3], bias.Unpreferred);
        Assert.Equal(.625, bias.Corrected(.7, 1) ?? -1, 12);
        Assert.Equal(0, bias.Corrected(.2, 1) ?? -1, 12);
        Assert.Equal(1, bias.Corrected(1, 2) ?? -1, 12);
        Assert.Equal(-1 / 9.0, bias.Corrected(0, 2) ?? -1, 12);
        Assert.Null(QuizBias.Of([]));
        Assert.Null(QuizBias.Of([1, 1])?.Corrected(1, 1));
    }

    [Fact]
    public void Without_a_preference_the_original_stands_on_all_places()
    {
        Assert.Equal([0, 1, 2, 3], QuizBias.Of([4, 4])?.Unpreferred);
        Assert.Equal([0, 1, 2, 3], QuizBias.Of([0, 1, 2, 3])?.Unpreferred);
        Assert.Equal([1, 2, 3], QuizBias.Of([0, 0])?.Unpreferred);
    }
}
