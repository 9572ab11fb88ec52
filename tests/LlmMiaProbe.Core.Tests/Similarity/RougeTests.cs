using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Core.Tests.Similarity;

/// <summary>The worked examples of the papers.</summary>
public sealed class RougeTests
{
    /// <summary>Lin (2004), section 3.1: ROUGE-2 cannot tell the second and third apart, ROUGE-L can.</summary>
    [Theory]
    [InlineData("police kill the gunman", 3.0 / 4, 1.0 / 3)]
    [InlineData("the gunman kill police", 2.0 / 4, 1.0 / 3)]
    [InlineData("the gunman police killed", 2.0 / 4, 2.0 / 3)]
    public void The_gunman_of_lin(string candidate, double rougeL, double bigramRecall)
    {
        var (reference, generated) = Sequences.Of("police killed the gunman", candidate);
        var rouge = Rouge.Longest(reference, generated);

        Assert.Equal((rougeL, rougeL, rougeL), (rouge.Recall, rouge.Precision, rouge.F));
        Assert.Equal(bigramRecall, Rouge.Recall(reference, generated, 2), 12);
    }

    [Fact]
    public void Recall_counts_each_word_as_often_as_the_true_text_has_it()
    {
        var (reference, generated) = Sequences.Of("the cat is on the mat", "the the the the the the the");

        Assert.Equal(2.0 / 6, Rouge.UnigramRecall(reference, generated), 12);
        Assert.Equal((1.0 / 3, 2.0 / 7, 4.0 / 13), (Rouge.Longest(reference, generated).Recall, Rouge.Longest(reference, generated).Precision, Rouge.Longest(reference, generated).F));
    }

    [Fact]
    public void Texts_without_words_share_nothing()
    {
        Assert.Equal(default, Rouge.Longest([], [1]));
        Assert.Equal(default, Rouge.Longest([1], []));
        Assert.Equal((0, 0), (Rouge.UnigramRecall([], [1]), Rouge.UnigramRecall([1], [])));
    }

    /// <summary>Papineni et al. (2002), section 2.1.</summary>
    [Fact]
    public void The_seven_articles_of_papineni()
    {
        var (reference, generated) = Sequences.Of("The cat is on the mat.", "the the the the the the the");

        Assert.Equal(2.0 / 7, Bleu.ModifiedPrecision(reference, generated, 1), 12);
        Assert.Equal(0, Bleu.ModifiedPrecision(reference, generated, 2));
    }

    /// <summary>The second pair of NLTK's corpus_bleu example, of which it gives (0.5045666840058485 + x) / 2 = 0.6223247442490669.</summary>
    [Fact]
    public void Bleu_of_a_published_pair()
    {
        var (reference, generated) = Sequences.Of(
            "he was interested in world history because he read the book",
            "he read the book because he was interested in world history");

        Assert.Equal((2 * 0.6223247442490669) - 0.5045666840058485, Bleu.Of(reference, generated), 12);
    }

    [Fact]
    public void A_short_text_pays_for_its_brevity_and_an_order_without_a_match_counts_half()
    {
        Assert.Equal(Math.Exp(1 - (8.0 / 4)), Bleu.Of([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 3, 4]), 12);
        Assert.Equal(Math.Pow(2.0 / 4 * (0.5 / 3) * (0.25 / 2) * (0.125 / 1), 0.25), Bleu.Of([1, 2, 3, 4], [1, 9, 2, 8]), 12);
        Assert.Equal(Math.Exp(1 - 2), Bleu.Of([1, 2], [1]), 12);
    }

    [Fact]
    public void Bleu_is_one_for_the_same_text_and_zero_without_a_word_in_common()
    {
        Assert.Equal(1, Bleu.Of([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]), 12);
        Assert.Equal(0, Bleu.Of([1, 2, 3], [4, 5, 6]));
        Assert.Equal((0, 0), (Bleu.Of([], [1]), Bleu.Of([1], [])));
    }
}
