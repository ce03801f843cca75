<?php

namespace App\Http\Controllers;

use App\Release;
use Illuminate\Http\Response;
use Illuminate\Routing\Controller;

class PageController extends Controller
{
    /** Names its release at the top and at the bottom, from different files: a page of two releases shows. */
    public function show(): Response
    {
        $head = file_get_contents(resource_path('head.txt'));
        $top = 'release '.config('release.build')."\n".$head;
        $foot = file_get_contents(resource_path('foot.txt'));
        $bottom = $foot.'release '.Release::build(base_path())."\n";

        return response($top.$bottom)->header('Content-Type', 'text/plain')->header('X-Release', config('release.build'));
    }
}
