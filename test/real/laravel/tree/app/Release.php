<?php

namespace App;

final class Release
{
    /** The build that this directory holds, by its manifest. */
    public static function build(string $directory): string
    {
        $manifest = $directory.'/manifest.json';

        return is_file($manifest) ? json_decode(file_get_contents($manifest))->build : 'unreleased';
    }
}
