using System.Text.Json.Nodes;
using LlmMiaProbe.Attacks;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// An attack as one JSON object: <c>id</c> (parameters spelled out), <c>attack</c>, <c>title</c>, <c>formula</c>, <c>paper</c>,
/// <c>notes</c>, <c>onRequest</c> (runs only when named), <c>evidence</c> (names such as <c>target/plain</c>) and <c>parameters</c>, each
/// with <c>name</c>, <c>meaning</c>, <c>default</c>, <c>minimum</c>, <c>maximum</c> and <c>wholeNumber</c>.
/// </summary>
public static class AttackJson
{
    public static JsonObject Of(ConfiguredAttack attack)
    {
        ArgumentNullException.ThrowIfNull(attack);
        var description = attack.Attack.Description;
        return new JsonObject
        {
            ["id"] = attack.Id,
            ["attack"] = description.Id,
            ["title"] = description.Title,
            ["formula"] = description.Formula,
            ["paper"] = description.Paper,
            ["notes"] = description.Notes,
            ["onRequest"] = description.OnRequest,
            ["evidence"] = new JsonArray([.. attack.Evidence.Select(request => (JsonNode)request.Name)]),
            ["parameters"] = new JsonArray([.. description.Parameters.Select(parameter => new JsonObject
            {
                ["name"] = parameter.Name,
                ["meaning"] = parameter.Meaning,
                ["default"] = parameter.Default,
                ["minimum"] = parameter.Minimum,
                ["maximum"] = parameter.Maximum,
                ["wholeNumber"] = parameter.IsInteger,
            })]),
        };
    }
}
