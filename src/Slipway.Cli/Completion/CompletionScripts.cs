namespace Slipway.Cli.Completion;

/// <summary>What a shell sources so that it completes <c>slipway</c>; each asks the program itself through its <c>[suggest:N]</c> directive.</summary>
internal static class CompletionScripts
{
    public const string Bash =
        """
        # slipway: completion for bash. Add to ~/.bashrc:  source <(slipway completion bash)
        _slipway() {
          local IFS=$'\n' current=${COMP_WORDS[COMP_CWORD]} line=${COMP_LINE#*slipway } position found
          position=$((COMP_POINT - (${#COMP_LINE} - ${#line})))
          COMPREPLY=()
          while read -r found; do
            if [[ $found == "$current"* ]]; then COMPREPLY+=("$found"); fi
          done < <("${COMP_WORDS[0]}" "[suggest:$position]" "$line" 2>/dev/null)
          if [ ${#COMPREPLY[@]} = 0 ]; then COMPREPLY=($(compgen -f -- "$current")); fi
        }
        complete -o filenames -F _slipway slipway
        """;

    public const string Zsh =
        """
        #compdef slipway
        # slipway: completion for zsh. Add to ~/.zshrc:  source <(slipway completion zsh)
        _slipway() {
          local line=${BUFFER#*slipway } position
          position=$((CURSOR - (${#BUFFER} - ${#line})))
          local -a found
          found=("${(@f)$("${words[1]}" "[suggest:$position]" "$line" 2>/dev/null)}")
          found=(${found:#})
          if (( ${#found} )); then compadd -- $found; else _files; fi
        }
        compdef _slipway slipway
        """;

    public const string Fish =
        """
        # slipway: completion for fish. Add to config.fish:  slipway completion fish | source
        function __slipway_complete
          set -l line (string replace -r '^\S+\s?' '' -- (commandline -cp))
          slipway "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c slipway -a '(__slipway_complete)'
        """;

    public static string Of(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        _ => Fish,
    };
}
