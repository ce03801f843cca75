<?php

// Evaluated by "artisan config:cache" in the release's own directory: the answer is baked into its cache.
return ['build' => App\Release::build(dirname(__DIR__))];
