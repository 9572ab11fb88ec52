using System.Text.RegularExpressions;
using LlmMiaProbe.Attacks;

namespace LlmMiaProbe.Core.Tests.Attacks;

public sealed partial class AttackCatalogTests
{
    /// <summary>The only list of attacks there is: ids are kept in stores and scripts, so none may change or vanish unnoticed.</summary>
    private static readonly string[] Approved =
    [
        "above-mean",
        "above-threshold",
        "approximate-entropy",
        "camia",
        "cdd",
        "combined",
        "combined-reference",
        "con-recall",
        "confidence",
        "correctness",
        "cut-off-loss",
        "dc-pdd",
        "entropy",
        "ez-mia",
        "info-rmia",
        "lempel-ziv",
        "lira",
        "lira-offline",
        "loss",
        "lowercase",
        "max-k",
        "min-k",
        "min-k-plus-plus",
        "neighbourhood",
        "neighbourhood-reference",
        "ngram-coverage",
        "pac",
        "recall",
        "reference-difference",
        "reference-ratio",
        "repeat-amplification",
        "rmia",
        "rmia-offline",
        "samia",
        "slope",
        "surp",
        "tag-tab",
        "wbc",
        "win-k",
        "z-score",
        "zlib",
    ];

    public static TheoryData<string> Ids => [.. AttackCatalog.All.Select(attack => attack.Description.Id)];

    [Fact]
    public void The_catalogue_holds_the_approved_attacks_in_order() =>
        Assert.Equal(Approved, AttackCatalog.All.Select(attack => attack.Description.Id));

    [Fact]
    public void Every_attack_of_the_assembly_is_in_the_catalogue() =>
        Assert.Equal(
            typeof(IAttack).Assembly.GetTypes().Count(type => type.IsClass && type.IsAssignableTo(typeof(IAttack))),
            AttackCatalog.All.Count);

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_attack_is_found_by_its_id(string id) => Assert.Equal(id, AttackCatalog.Find(id)?.Description.Id);

    [Fact]
    public void An_unknown_id_finds_nothing() => Assert.Null(AttackCatalog.Find("no-such-attack"));

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_attack_describes_itself_in_full(string id)
    {
        var description = AttackCatalog.All.Single(attack => attack.Description.Id == id).Description;
        Assert.Matches(KebabCase(), description.Id);
        Assert.False(string.IsNullOrWhiteSpace(description.Title));
        Assert.False(string.IsNullOrWhiteSpace(description.Formula));
        Assert.Matches(Year(), description.Paper);
        Assert.EndsWith(".", description.Notes, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Parameters_have_names_meanings_and_defaults_inside_their_ranges(string id)
    {
        var parameters = AttackCatalog.All.Single(attack => attack.Description.Id == id).Description.Parameters;
        Assert.Equal(parameters.Count, parameters.Select(parameter => parameter.Name).Distinct().Count());
        Assert.All(parameters, parameter =>
        {
            Assert.Matches(KebabCase(), parameter.Name);
            Assert.False(string.IsNullOrWhiteSpace(parameter.Meaning));
            Assert.True(parameter.Minimum < parameter.Maximum);
            Assert.True(parameter.Allows(parameter.Default));
            Assert.True(parameter.Allows(parameter.Minimum) && parameter.Allows(parameter.Maximum));
            Assert.False(parameter.Allows(double.NaN));
        });
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_attack_declares_each_piece_of_evidence_once(string id)
    {
        var names = Scores.Attack(id).Evidence.Select(request => request.Name).ToList();
        Assert.NotEmpty(names);
        Assert.Distinct(names);
    }

    [Fact]
    public void A_whole_number_parameter_allows_no_fraction()
    {
        var parameter = new AttackParameter("n", 5, 1, 10, "tokens") { IsInteger = true };
        Assert.True(parameter.Allows(10));
        Assert.False(parameter.Allows(2.5));
        Assert.False(parameter.Allows(11));
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex KebabCase();

    [GeneratedRegex(@"\b(19|20)\d\d\b")]
    private static partial Regex Year();
}
